"""What the training and evaluation of all our networks share; needs the `train` extra (torch, onnx, scikit-learn)."""
