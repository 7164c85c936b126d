"""What Triton runs for each network in the tests: its Python backend imports this file as `model`, beside the network.

A server with Triton's own ONNX backend needs only the network itself (see the README); the package that the tests
install has the Python backend alone.
"""

import onnxruntime
import triton_python_backend_utils as triton  # ships with Triton


class TritonPythonModel:
    """Runs network.onnx of this version's folder."""

    def initialize(self, args):
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1  # as on this machine: the same sums in the same order
        path = f"{args['model_repository']}/{args['model_version']}/network.onnx"
        self.session = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])

    def execute(self, requests):
        return [self.answer(request) for request in requests]

    def answer(self, request):
        (given,), wanted = self.session.get_inputs(), self.session.get_outputs()
        array = triton.get_input_tensor_by_name(request, given.name).as_numpy()
        try:
            found = self.session.run(None, {given.name: array})
        except Exception as error:  # noqa: BLE001  whatever it is, the client is told
            return triton.InferenceResponse(error=triton.TritonError(str(error)))
        tensors = [triton.Tensor(out.name, array) for out, array in zip(wanted, found, strict=True)]
        return triton.InferenceResponse(tensors)
