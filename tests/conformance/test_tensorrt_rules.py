"""Each rule holds on a residual block in TensorRT's form, and is seen to break on the nearest one that breaks it."""
import unittest

import onnx
import onnx.parser

from tensorrt_rules import faults_of

BLOCK = """
<ir_version: 8, opset_import: ["" : OPSET]>
block (float[1,2,4,4] x) => (float[1,2,4,4] y)
<float s = {0.1}, int8 z = {0}, int8[2,2,1,1] w = {1,2,3,4}, float[2] ws = {0.1, WSCALE}, int8[2] wz = {0, 0}, BIAS> {
  xq = QuantizeLinear(x, s, z)
  xd = DequantizeLinear(xq, s, z)
  wd = DequantizeLinear<AXIS>(w, ws, wz)
  c = Conv(xd, wd, b)
  r = Relu(c)
  rq = QuantizeLinear(r, s, z)
  rd = DequantizeLinear(rq, s, z)
  a = Add(rd, xd)
  y = Relu(a)
}"""
POOL = ('  wd =', '  p = MaxPool<kernel_shape = [1, 1]>(xd)\n  wd =')
RIGHT = {'OPSET': '13', 'WSCALE': '0.2', 'BIAS': 'float[2] b = {1, 2}', 'AXIS': 'axis = 0'}


def faults(replaced=(), **changes):
    text = BLOCK
    for old, new in replaced:
        assert old in text, old
        text = text.replace(old, new)
    for name, value in {**RIGHT, **changes}.items():
        text = text.replace(name, value)
    return list(faults_of(onnx.parser.parse_model(text)))


class Rules(unittest.TestCase):
    def test_accepts_the_block(self):
        self.assertEqual(faults(), [])

    def test_accepts_a_pool_behind_a_pair(self):
        self.assertEqual(faults([POOL, ('Conv(xd', 'Conv(p')]), [])

    def test_accepts_an_addition_of_floats_that_no_weights_make(self):
        self.assertEqual(faults([('  y = Relu(a)', '  e = Exp(a)\n  f = Add(e, e)\n  y = Relu(f)')]), [])

    def test_refuses(self):
        for name, expected, found in [
            ('an opset before per-axis scales', 'opset 12', faults(OPSET='12')),
            ('a scale of 0', 'positive float32', faults(WSCALE='0')),
            ('a zero point that is not 0', 'int8 0', faults([('int8 z = {0}', 'int8 z = {1}')])),
            ('unsigned activations', 'int8 0', faults([('int8 z = {0}', 'uint8 z = {0}')])),
            ('no zero point', 'no zero point', faults([('QuantizeLinear(x, s, z)', 'QuantizeLinear(x, s)')])),
            ('a quantized bias', 'bias', faults(BIAS='int32[2] b = {1, 2}')),
            ('scales along the input channels', 'axis 1', faults(AXIS='axis = 1')),
            ('an axis that is not written', 'axis None', faults([('<AXIS>', '')])),
            ('a float weight', 'its weight', faults([('Conv(xd, wd', 'Conv(xd, x')])),
            ('a Conv that reads float', 'its data', faults([('Conv(xd', 'Conv(x')])),
            ('a pool of floats', 'its data', faults([POOL, ('>(xd)', '>(x)'), ('Conv(xd', 'Conv(p')])),
            ('an Add that reads float', 'input 0', faults([('Add(rd', 'Add(r')])),
            ('a pair in front of Relu', 'between', faults([('Relu(a)', 'Relu(rd)')])),
            ('an operator of onnxruntime', 'com.microsoft', faults([('"" : OPSET', '"" : 13, "com.microsoft" : 1')])),
        ]:
            with self.subTest(name):
                self.assertEqual(len(found) > 0 and any(expected in fault for fault in found), True, found)

    def test_refuses_a_file_without_integers(self):
        model = onnx.parser.parse_model('<ir_version: 8, opset_import: ["" : 13]> g (float[2] x) => (float[2] y) { y = Relu(x) }')
        self.assertEqual(list(faults_of(model)), ['nothing is quantized'])


if __name__ == '__main__':
    unittest.main()
