"""Automatic mistakes in every solution: each one loses points, or is listed with why it is none.

What trains a network is left out: a worse training may be as good.
"""

import ast
import copy
import re
from dataclasses import replace

import numpy as np
import pytest
from test_exams import QUICK, cells, each, held, solutions

AXES = "unpacking the shape, or NumPy with as many letters as axes, raises ValueError all the same"
FITS = "sliding_window_view raises ValueError all the same"
PADDED = "np.pad raises ValueError all the same"
STEP = "a slice by 0 raises ValueError all the same"
FILLED = "every element is written before it is read"
SUMMED = "a sum over several axes has no order"
MATCHED = "NumPy's sum of products raises ValueError all the same"

# Survivors as patterns of "before -> after", each with the reason why it is no mistake.
EQUIVALENT = {
    "conv_params": {r"kh, kw = kernel_size -> .*": "a product has no order"},
    "dense2d": {r"if X.ndim != 2 or U.ndim != 2: -> .*": AXES},
    "corr2d_as_dense": {r"if K.ndim != 2: -> .*": AXES},
    "corr2d": {
        r"if X.ndim != 2 or K.ndim != 2: -> .*": AXES,
        r"Y = np.zeros.* -> .*ones.*": FILLED,
    },
    "convolve2d": {r"if X.ndim != 2 or K.ndim != 2: -> .*": AXES},
    "conv_layer": {
        r"if X.ndim != 2 or K.ndim != 2: -> .*": AXES,
        r"if K.shape\[0\] > X.shape\[0\] or .* -> .*": FITS,
    },
    "corr1d": {
        r"if x.ndim != 1 or k.ndim != 1: -> .*": AXES,
        r"if len\(k\) > len\(x\): -> .*": FITS,
    },
    "corr3d": {r"if X.ndim != 3 or K.ndim != 3: -> .*": AXES, r"if np.any\(.* -> .*": FITS},
    "output_size": {
        r"if stride < 1 or dilation < 1: -> if stride < 1.*": "the exam asks for no such dilation: "
        "the spec names stride and padding only"
    },
    "pad2d": {r"if X.ndim < 2: -> .*": AXES},
    "corr2d_strided": {
        r"if X.ndim != 2 or K.ndim != 2: -> .*": AXES,
        r"if min\(ph, pw\) < 0: -> .*": PADDED,
        r"if min\(sh, sw\) < 1: -> if min\(sh, sw\) < 0:": STEP,
        r"if K.shape\[0\] > padded.shape\[0\] or .* -> .*": FITS,
    },
    "corr2d_multi_in": {
        r"if X.ndim != 3 or K.ndim != 3: -> .*": AXES,
        r"Y = np.zeros.* -> .*ones.*": FILLED,
    },
    "corr2d_multi_in_out": {
        r"if X.ndim != 3 or K.ndim != 4: -> .*": AXES,
        r"if K.shape\[2\] > X.shape\[1\] or .* -> .*": FITS,
    },
    "conv1x1": {r"if X.shape\[0\] != W.shape\[1\]: -> .*": MATCHED},
    "conv2d": {
        r"if X.ndim != 4 or weight.ndim != 4: -> .*": AXES,
        r"if min\(sh, sw\) < 1 or min\(ph, pw\) < 0: -> if min\(sh, sw\) < 1.*": PADDED,
        r"if min\(sh, sw\) < 1 or .* -> if min\(sh, sw\) < 0 or min\(ph, pw\) < 0:": STEP,
        r"if kh > padded.shape\[2\] or .* -> .*": FITS,
        r"Y = .*, optimize=True\) -> .*": "another order of summing",
    },
    "conv2d_backward": {
        r"if X.ndim != 4 or weight.ndim != 4: -> .*": AXES,
        r"if C_in != C: -> .*": MATCHED,
        r"if min\(sh, sw\) < 1 or min\(ph, pw\) < 0: -> if min\(sh, sw\) < 1.*": PADDED,
        r"if kh > H .* -> .*": "no dY has the shape of an output that does not exist",
        r"dweight = np.zeros.* -> .*ones.*": FILLED,
        r".*dY.sum\(axis=\(0, 2, 3\)\)\) -> .*": SUMMED,
    },
    "learn_kernel": {
        r"if X.ndim != 2 or Y.ndim != 2: -> .*": AXES,
        r"if kh > H or kw > W: -> .*": "no Y has the shape of a result that does not exist",
        r"losses = np.zeros.* -> .*ones.*": FILLED,
    },
    "im2col": {
        r"if X.ndim != 4: -> .*": AXES,
        r"if min\(sh, sw\) < 1 or min\(ph, pw\) < 0: -> if min\(sh, sw\) < 1.*": PADDED,
    },
    "conv2d_im2col": {
        r"if X.ndim != 4 or weight.ndim != 4: -> .*": AXES,
        r"if X.shape\[1\] != C_in: -> .*": MATCHED,
        r"if min\(sh, sw\) < 1 or min\(ph, pw\) < 0: -> if min\(sh, sw\) < 1.*": PADDED,
        r"if min\(sh, sw\) < 1 or .* -> if min\(sh, sw\) < 0 or min\(ph, pw\) < 0:": STEP,
        r"if kh > padded.shape\[2\] or .* -> .*": FITS,
        r"Y = weight.reshape\(C_out, -1\).* -> .*-2.*": "any negative length stands for the rest",
    },
    "max_pool2d": {
        r"if min\(sh, sw\) < 1: -> if min\(sh, sw\) < 0:": STEP,
        r"if kh > X.shape\[2\] or .* -> .*": FITS,
        r"return windows.*axis=\(4, 5\)\) -> .*": SUMMED,
    },
}

ARITHMETIC = {
    ast.Add: [ast.Sub],
    ast.Sub: [ast.Add],
    ast.Mult: [ast.Add],
    ast.Div: [ast.Mult],
    ast.FloorDiv: [ast.Mult, ast.Div],
    ast.MatMult: [ast.Mult],
    ast.Pow: [ast.Mult],
}
COMPARISONS = {
    ast.Lt: [ast.LtE, ast.Gt],
    ast.LtE: [ast.Lt],
    ast.Gt: [ast.GtE, ast.Lt],
    ast.GtE: [ast.Gt],
    ast.Eq: [ast.NotEq],
    ast.NotEq: [ast.Eq],
    ast.Is: [ast.IsNot],
    ast.IsNot: [ast.Is],
}
NAMES = {"min": "max", "max": "min", "zeros": "ones", "maximum": "minimum", "sum": "mean"}


def become(node, other):
    """Turn a node into another one, in place."""
    node.__class__, node.__dict__ = other.__class__, dict(other.__dict__)


def changes(node):
    """Functions that spoil a node of this kind in place, one way each."""
    if isinstance(node, ast.BinOp):
        for kind in ARITHMETIC.get(type(node.op), []):
            yield lambda twin, kind=kind: setattr(twin, "op", kind())
        yield lambda twin: become(twin, twin.left)
        yield lambda twin: become(twin, twin.right)
    elif isinstance(node, ast.AugAssign):
        for kind in ARITHMETIC.get(type(node.op), []):
            yield lambda twin, kind=kind: setattr(twin, "op", kind())
        yield lambda twin: become(twin, ast.Assign([twin.target], twin.value, lineno=0))
    elif isinstance(node, ast.Compare):
        for kind in COMPARISONS.get(type(node.ops[0]), []):
            yield lambda twin, kind=kind: twin.ops.__setitem__(0, kind())
    elif isinstance(node, ast.BoolOp):
        other = ast.And if isinstance(node.op, ast.Or) else ast.Or
        yield lambda twin: setattr(twin, "op", other())
        for index in range(len(node.values)):
            yield lambda twin, index=index: twin.values.pop(index)
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        yield lambda twin: become(twin, twin.operand)
    elif isinstance(node, ast.Constant):
        yield from changes_of_constant(node.value)
    elif isinstance(node, ast.Tuple) and len(node.elts) > 1:
        for index in range(len(node.elts) - 1):
            yield lambda twin, i=index: twin.elts.__setitem__(
                slice(i, i + 2), twin.elts[i : i + 2][::-1]
            )
    elif isinstance(node, ast.Slice) and node.step is not None:
        yield lambda twin: setattr(twin, "step", None)
    elif isinstance(node, ast.If):
        yield lambda twin: setattr(twin, "test", ast.Constant(False))
    elif isinstance(node, ast.IfExp):
        yield lambda twin: become(twin, twin.body)
        yield lambda twin: become(twin, twin.orelse)
    elif isinstance(node, ast.Attribute) and node.attr in NAMES:
        yield lambda twin: setattr(twin, "attr", NAMES[twin.attr])
    elif isinstance(node, ast.Name) and node.id in NAMES:
        yield lambda twin: setattr(twin, "id", NAMES[twin.id])
    elif isinstance(node, ast.Call) and node.keywords:
        for index in range(len(node.keywords)):
            yield lambda twin, index=index: twin.keywords.pop(index)


def changes_of_constant(value):
    if isinstance(value, bool):
        yield lambda twin: setattr(twin, "value", not twin.value)
    elif isinstance(value, int):
        for step in (1, -1):
            yield lambda twin, step=step: setattr(twin, "value", twin.value + step)
    elif isinstance(value, str) and "->" in value:  # axes of einsum, swapped in turn
        for index in range(len(value) - 1):
            pair = value[index : index + 2]
            if pair.isalpha():
                turned = value[:index] + pair[::-1] + value[index + 2 :]
                yield lambda twin, turned=turned: setattr(twin, "value", turned)


def mutants(source):
    """All sources with one change, by what changed: "before -> after"."""
    tree = ast.parse(source)
    original = ast.unparse(tree).splitlines()
    # What an error says, and what is documented, is no behaviour.
    spared = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.Raise)
        or (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant))
        for inner in ast.walk(node)
    }
    found = {}
    for number, node in enumerate(ast.walk(tree)):
        for change in changes(node) if id(node) not in spared else ():
            twin = copy.deepcopy(tree)
            change(list(ast.walk(twin))[number])
            spoilt = ast.unparse(ast.fix_missing_locations(twin))
            pairs = zip(original, spoilt.splitlines(), strict=False)
            before, after = next((pair for pair in pairs if pair[0] != pair[1]), ("", ""))
            if spoilt.splitlines() != original:
                found[f"{before.strip()} -> {after.strip()}"] = spoilt
    return found


def survivors(assignment, exam, found):
    bare = replace(exam, misconceptions=())  # nobody asks for their names here
    for change, source in found.items():
        namespace = dict(solutions(assignment))
        with np.errstate(all="ignore"):
            exec(source, namespace)
            if all(held(bare, namespace[exam.function], seed).share == 1 for seed in range(3)):
                yield change


@each(QUICK)
@pytest.mark.filterwarnings("ignore::RuntimeWarning")  # wrong answers divide by zero and overflow
def test_every_mutant_loses_points_or_is_known_to_be_none(assignment, exam):
    found = mutants(cells(assignment, "solution")[exam.function])
    assert len(found) >= 3
    alive = list(survivors(assignment, exam, found))
    known = EQUIVALENT.get(exam.function, {})
    assert [each for each in alive if not any(re.fullmatch(one, each) for one in known)] == []
    assert [one for one in known if not any(re.fullmatch(one, each) for each in alive)] == []
