"""A model as quantize_static wants it: opset 13 or higher, no weights among the inputs, shapes inferred, BatchNorm folded."""
import onnx
from onnx import version_converter
from onnxruntime.quantization.shape_inference import quant_pre_process


def prepare(model_path, prepared_path):
    model = onnx.load(model_path)
    if model.opset_import[0].version < 13:  # per-channel DequantizeLinear came with opset 13
        weights = {i.name for i in model.graph.initializer}
        inputs = [i for i in model.graph.input if i.name not in weights]
        del model.graph.input[:]
        model.graph.input.extend(inputs)
        model.ir_version = max(model.ir_version, 8)
        model = version_converter.convert_version(model, 13)
    onnx.save(model, prepared_path)
    quant_pre_process(prepared_path, prepared_path)


class Samples:
    """quantize_static's calibration reader over one array a sample by name: an open npz, which reads them one by one, or a dict."""

    def __init__(self, arrays, input_name, count=None):
        self.feeds = ({input_name: arrays[key]} for key in sorted(arrays)[:count])

    def get_next(self):
        return next(self.feeds, None)
