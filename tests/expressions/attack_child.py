"""Builds the expressions that come in as JSON lines, in a process with little memory, and reports on each.

Run as a program.  Its own death is a result too: the parent starts another one after the item that killed it.
"""

from __future__ import annotations

import json
import resource
import sys
import time

from uzo_jupyter.expressions import ExpressionError, build

from .conftest import load_sample_frame

MEMORY = 3 * 2**30
CPU_SECONDS = 60


def main() -> None:
    """Answer every line of input with one line of output."""
    frame = load_sample_frame().lazy()
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    for line in sys.stdin:
        item = json.loads(line)
        started = time.process_time()
        try:
            expression = build(item["expr"])
        except ExpressionError as error:
            result = {"outcome": "refused", "message": error.message}
        except BaseException as error:
            result = {"outcome": "crashed", "message": repr(error)}
        else:
            result = {"outcome": "built", "message": ""}
            try:
                frame.select(expression).collect()
            except Exception as error:
                result["message"] = str(error)
        result["seconds"] = time.process_time() - started
        print(json.dumps({"index": item["index"], **result}), flush=True)


if __name__ == "__main__":
    main()
