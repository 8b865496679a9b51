"""OpenVINO's runtime model shows whether a convolution runs in int8: with pairs it does, without them it is found."""
import tempfile
import unittest

import numpy as np
import onnx.parser

from openvino_run import faults_of

HEAD = '<ir_version: 8, opset_import: ["" : 13]> g (float[1,8,6,6] x) => (float[1,8,4,4] y)'
FLOAT = HEAD + ' <float[8,8,3,3] w = {%s}> { y = Conv(x, w) }'
PAIRS = HEAD + """ <float s = {SCALE}, uint8 z = {128}, int8[8,8,3,3] w = {%s}, float ws = {0.01}, int8 wz = {0}> {
  q = QuantizeLinear(x, s, z) d = DequantizeLinear(q, s, z) wd = DequantizeLinear(w, ws, wz) y = Conv(d, wd) }"""


class InOpenVino(unittest.TestCase):
    def setUp(self):
        random = np.random.default_rng(1)
        self.weights = random.integers(-127, 128, 8 * 8 * 3 * 3)
        self.samples = {'x': random.uniform(-1, 1, (4, 8, 6, 6)).astype('f4')}

    def faults(self, text, values):
        with tempfile.TemporaryDirectory() as folder:
            paths = [f'{folder}/{name}.onnx' for name in ('model', 'fp32')]
            for path, (source, numbers) in zip(paths, [(text, values), (FLOAT, self.weights * 0.01)]):
                onnx.save(onnx.parser.parse_model(source % ', '.join(map(str, numbers))), path)
            return list(faults_of(paths[0], paths[1], self.samples))

    def test_accepts_a_convolution_with_pairs(self):
        self.assertEqual(self.faults(PAIRS.replace('SCALE', '0.0079'), self.weights), [])

    def test_finds_one_in_float(self):
        self.assertRegex('; '.join(self.faults(FLOAT, self.weights * 0.01)), '1 of 1 linear layers in float')


if __name__ == '__main__':
    unittest.main()
