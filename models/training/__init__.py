"""What the training and evaluation of all our networks share; needs the `train` extra (torch, onnx, scikit-learn)."""

import os

os.environ["ORT_DISABLE_TELEMETRY"] = "1"  # training sends nothing to anybody either; see culling/nets.py
