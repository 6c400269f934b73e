"""A child process that is no worker of ours: it breaks what was agreed on lines in a chosen way.

Run as a command: odd_child.py WAY SECONDS. Only cases that are given `x+` are answered oddly.
"""

import json
import os
import sys
import time


def answer(case, shown):
    return json.dumps({"case": case, "shown": sorted(shown)}, separators=(",", ":")) + "\n"


def late(case, given):
    time.sleep(60)
    return answer(case, given)


def closing(case, given):
    os.close(1)
    time.sleep(60)


WAYS = {
    "no-json": lambda case, given: "Segmentation fault\n",
    "other-shape": lambda case, given: "[1]\n",
    "no-symbols": lambda case, given: json.dumps({"case": case}) + "\n",
    "odd-symbols": lambda case, given: answer(case, []).replace("[]", "[1,null]"),
    "another-case": lambda case, given: answer(case - 1, given),
    "twice": lambda case, given: answer(case, given) * 2,
    "no-end": lambda case, given: "x" * (1 << 24) + "xx",
    "half": lambda case, given: answer(case, given)[:9],
    "late": late,
    "closed": closing,
}


def main():
    for line in sys.stdin:
        told = json.loads(line)
        if "case" in told:
            way = WAYS[sys.argv[1]] if "x+" in told["given"] else answer
            sys.stdout.write(way(told["case"], told["given"]) or "")
            sys.stdout.flush()
            if way is WAYS["half"]:
                break


if __name__ == "__main__":
    main()
