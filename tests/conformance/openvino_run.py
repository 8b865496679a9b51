"""
OpenVINO's CPU plugin on an artifact of target openvino: every convolution and product runs in an int8 kernel (as its runtime model says), and what
comes out is as near to FP32 as the file itself, which is what onnxruntime computes with all its own quantization rewrites off.
"""
import numpy as np
import onnx
import onnxruntime
import openvino

# Layers of OpenVINO's runtime model that multiply matrices.
LINEAR_LAYERS = {'Convolution', 'Deconvolution', 'FullyConnected', 'MatMul'}
LINEAR_OPS = {'Conv', 'ConvTranspose', 'Gemm', 'MatMul'}
# OpenVINO rounds in other places than the file says, where it fuses (a pair between Conv and Add, for one).
LOSS_DB = 1.0


def faults_of(model, fp32, samples):
    compiled = openvino.Core().compile_model(model, 'CPU', {'INFERENCE_PRECISION_HINT': 'f32', 'INFERENCE_NUM_THREADS': 1})
    yield from kernel_faults(compiled, expected=sum(n.op_type in LINEAR_OPS for n in onnx.load(model).graph.node))
    feeds = [{name: array[i : i + 1] for name, array in samples.items()} for i in range(len(next(iter(samples.values()))))]
    reference = run_onnxruntime(fp32, feeds)
    of_file = sqnr_db(reference, run_onnxruntime(model, feeds))
    here = sqnr_db(reference, [list(compiled(f).values()) for f in feeds])
    if not here >= of_file - LOSS_DB:
        yield f'OpenVINO: {here:.2f} dB against FP32, the file has {of_file:.2f} dB'


def kernel_faults(compiled, expected):
    layers = [{k: v.astype(str) for k, v in op.get_rt_info().items()} for op in compiled.get_runtime_model().get_ops()]
    linear = [r for r in layers if r['layerType'] in LINEAR_LAYERS]
    in_float = [r['originalLayersNames'] for r in linear if r['runtimePrecision'] not in ('i8', 'u8')]
    if len(linear) != expected:
        yield f'OpenVINO runs {len(linear)} linear layers; the file has {expected}'
    if in_float:
        yield f'OpenVINO runs {len(in_float)} of {len(linear)} linear layers in float: {", ".join(in_float)}'


def run_onnxruntime(path, feeds):
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.log_severity_level = 3
    options.add_session_config_entry('session.disable_quant_qdq', '1')
    session = onnxruntime.InferenceSession(path, options, providers=['CPUExecutionProvider'])
    return [session.run(None, f) for f in feeds]


def sqnr_db(reference, other):
    """10 log10 (sum r² / sum (r − o)²) over all samples and outputs."""
    pairs = [(np.asarray(r, 'f8'), np.asarray(o, 'f8')) for rs, os in zip(reference, other, strict=True) for r, o in zip(rs, os, strict=True)]
    noise = sum(((r - o) ** 2).sum() for r, o in pairs)
    return 10 * np.log10(sum((r**2).sum() for r, _ in pairs) / noise) if noise > 0 else np.inf
