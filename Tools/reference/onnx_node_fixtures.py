"""The node tests of the ONNX project itself, for Tests/GraphExecutionTests.

    python3 -m venv venv
    venv/bin/pip install onnx==1.23.2 numpy==2.4.6
    venv/bin/python Tools/reference/onnx_node_fixtures.py Tests/GraphExecutionTests/Fixtures

The package onnx makes the cases itself (`onnx.backend.test.case.node`) with seeds of its own. `nodes.json` holds those
whose operators are in Sources/GraphExecution/Operators, the graphs of operators that ONNX defines as functions of others
("_expanded") included. The first input that is no shape stays an input; the others become constants of the graph, as in a
network's file. Values are base64 of Float32 or Int64, little-endian. `leftOut` names all others by reason.
"""

import base64
import collections
import json
import pathlib
import re
import sys
import warnings

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

warnings.filterwarnings("ignore")
from onnx.backend.test.case.node import collect_testcases  # noqa: E402

folder = pathlib.Path(sys.argv[1])
root = pathlib.Path(__file__).resolve().parents[2]
# Values of a case; characters of a graph that a function of ONNX was expanded to.
LARGEST, LARGEST_EXPANDED = 20000, 8000
REALS = {TensorProto.FLOAT, TensorProto.DOUBLE, TensorProto.FLOAT16, TensorProto.BFLOAT16}
INTEGERS = {
    TensorProto.INT8, TensorProto.INT16, TensorProto.INT32, TensorProto.INT64, TensorProto.UINT8, TensorProto.UINT16,
    TensorProto.UINT32, TensorProto.UINT64, TensorProto.BOOL,
}


def supported_operators():
    source = "".join(path.read_text() for path in (root / "Sources/GraphExecution/Operators").glob("*.swift"))
    standard = {schema.name for schema in onnx.defs.get_all_schemas() if schema.domain == ""}
    return set(re.findall(r'"([A-Z]\w+)":', source)) & standard | {"Constant"}


def tensor(value):
    return value if isinstance(value, TensorProto) else numpy_helper.from_array(np.asarray(value))


def encoded(name, proto):
    array = numpy_helper.to_array(proto)
    kind = "<f4" if proto.data_type in REALS else "<i8"
    return {
        "name": name, "shape": list(array.shape), "type": TensorProto.DataType.Name(proto.data_type).lower(),
        "values": base64.b64encode(array.astype(kind).tobytes()).decode(),
    }


def is_same_in_set_7(model):
    own = model.opset_import[0].version
    since = [[onnx.defs.get_schema(node.op_type, v).since_version for v in (own, 7)] for node in model.graph.node]
    return all(first == second for first, second in since)


def reason(case, operators):
    """Why a case is left out, or None."""
    graph = case.model.graph
    unknown = sorted({n.op_type if n.domain == "" else f"{n.domain}:{n.op_type}" for n in graph.node} - operators)
    if unknown:
        return "operators that are not computed: " + ", ".join(unknown)
    if case.model.opset_import[0].version < 7 and not is_same_in_set_7(case.model):
        return "operator set below 7, which is not read"
    if not case.data_sets:
        return "no values come with it"
    inputs, outputs = case.data_sets[0]
    if any(isinstance(value, (list, dict)) or value is None for value in [*inputs, *outputs]):
        return "sequences and optional values"
    protos = [tensor(value) for value in [*inputs, *outputs]]
    others = {TensorProto.DataType.Name(p.data_type).lower() for p in protos} - {
        TensorProto.DataType.Name(kind).lower() for kind in REALS | INTEGERS}
    if others:
        return "element types that are not computed: " + ", ".join(sorted(others))
    if any(p.data_type == TensorProto.UINT64 and np.any(numpy_helper.to_array(p) >= 2**63) for p in protos):
        return "whole numbers beyond Int64"
    size = sum(numpy_helper.to_array(p).size for p in protos)
    if size > LARGEST or ("_expanded" in case.name and len(json.dumps(example(case))) > LARGEST_EXPANDED):
        return "large"
    return None


def example(case):
    graph = case.model.graph
    inputs, outputs = ([tensor(value) for value in values] for values in case.data_sets[0])
    names = [value.name for value in graph.input]
    # A case may leave optional inputs of the graph out.
    given = list(zip(names, inputs))
    real = [name for name, proto in given if proto.data_type in REALS]
    first = real[0] if real else names[0] if names else None
    model = onnx.ModelProto()
    model.CopyFrom(case.model)
    del model.graph.input[:]
    for value, (name, proto) in zip(graph.input, given):
        if name == first:
            model.graph.input.append(value)
        else:
            constant = TensorProto()
            constant.CopyFrom(proto)
            constant.name = name
            model.graph.initializer.append(constant)
    if first is None:
        # A network has an input, also where nothing reads it.
        model.graph.input.append(helper.make_tensor_value_info("unused", TensorProto.FLOAT, [1]))
    for opset in [o for o in model.opset_import if o.domain not in ("", "ai.onnx")]:
        model.opset_import.remove(opset)
    del model.graph.value_info[:]
    model.opset_import[0].version = max(model.opset_import[0].version, 7)
    found = {
        "name": case.name.removeprefix("test_"), "model": base64.b64encode(model.SerializeToString()).decode(),
        "operators": sorted({node.op_type for node in graph.node}),
        "outputs": [encoded(value.name, proto) for value, proto in zip(graph.output, outputs)],
    }
    if first is not None:
        found["input"] = encoded(first, dict(given)[first])
    return found


operators = supported_operators()
cases, left_out = [], collections.defaultdict(list)
for case in collect_testcases():
    why = reason(case, operators)
    if why is None:
        cases.append(example(case))
    else:
        left_out[why].append(case.name.removeprefix("test_"))
document = {
    "tool": f"onnx {onnx.__version__}", "cases": sorted(cases, key=lambda case: case["name"]),
    "leftOut": {why: sorted(names) for why, names in sorted(left_out.items())},
}
path = folder / "nodes.json"
path.write_text(json.dumps(document, separators=(",", ":"), sort_keys=True) + "\n")
count = sum(len(names) for names in left_out.values())
print(f"{len(cases)} cases, {count} left out, {path.stat().st_size} bytes", file=sys.stderr)
