"""quantize_static.py MODEL SAMPLES.npz INPUT FORM ARTIFACT: per channel, after quant_pre_process. FORM is JSON: calibrator, weights, reduce_range.

Prints seconds and peak memory as JSON.
"""
import json
import os
import sys
import tempfile
import time

import numpy as np
import onnx
import onnxruntime
from onnxruntime.quantization import CalibrationMethod, QuantFormat, QuantType, quantize_static

from peak_memory import peak_memory_bytes
from prepared import Samples, prepare

model, samples, input_name, form, artifact = sys.argv[1:]
form = json.loads(form)
with tempfile.TemporaryDirectory() as folder:
    prepared = os.path.join(folder, 'prepared.onnx')
    started = time.perf_counter()
    prepare(model, prepared)
    preprocessed = time.perf_counter()
    quantize_static(
        prepared,
        artifact,
        Samples(np.load(samples), input_name),
        quant_format=QuantFormat.QDQ,
        per_channel=True,
        activation_type=QuantType.QUInt8,
        weight_type=QuantType[form['weights']],
        reduce_range=form['reduce_range'],
        calibrate_method=CalibrationMethod[form['calibrator']],
    )
    done = time.perf_counter()
print(json.dumps({
    'preprocess_seconds': preprocessed - started,
    'seconds': done - preprocessed,
    'peak_bytes': peak_memory_bytes(),
    'versions': {'onnxruntime': onnxruntime.__version__, 'onnx': onnx.__version__, 'numpy': np.__version__},
}))
