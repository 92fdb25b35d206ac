"""Problem packages in the Kattis format, written for the tests after its public specification; no one else's files.

``ANY_PAIR`` (legacy) has a custom output validator, in Python or in C++, that accepts any valid answer. ``ROOTS``
(legacy) has a tolerance for floats. ``SUBTASKS`` (2023-07-draft) is a scoring problem with groups.
"""

ANY_PAIR_VALIDATOR = b"""\
import sys

with open(sys.argv[1]) as given, open(sys.argv[2]) as wanted:
    target = int(given.readline())
    numbers = {int(word) for word in given.read().split()}
    possible = wanted.read().strip() != "impossible"
feedback = sys.argv[3] + "judgemessage.txt"
distinct = "distinct" in sys.argv[4:]
words = sys.stdin.read().split()


def reject(why):
    with open(feedback, "w") as file:
        file.write(why)
    sys.exit(43)


if words == ["impossible"]:
    sys.exit(43 if possible else 42)
try:
    left, right = map(int, words)
except ValueError:
    reject("not two numbers")
if left not in numbers or right not in numbers:
    reject("not of the given numbers")
if left + right != target:
    reject("the sum is another")
if distinct and left == right:
    reject("twice the same number")
sys.exit(42)
"""

ANY_PAIR_VALIDATOR_CPP = b"""\
#include "check.h"

int main(int argc, char** argv) {
    std::ifstream given(argv[1]), wanted(argv[2]);
    std::ofstream feedback(std::string(argv[3]) + "judgemessage.txt");
    long target;
    given >> target;
    std::set<long> numbers;
    for (long number; given >> number;) numbers.insert(number);
    std::string first;
    wanted >> first;
    std::string word;
    std::cin >> word;
    if (word == "impossible") return first == "impossible" ? 42 : 43;
    long left = std::atol(word.c_str()), right = 0;
    if (!(std::cin >> right)) return reject(feedback, "not two numbers");
    if (!numbers.count(left) || !numbers.count(right)) return reject(feedback, "not of the given numbers");
    if (left + right != target) return reject(feedback, "the sum is another");
    for (int index = 4; index < argc; index++)
        if (std::string(argv[index]) == "distinct" && left == right) return reject(feedback, "twice the same number");
    return 42;
}
"""

CHECK_H = b"""\
#pragma once
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <set>
#include <string>

inline int reject(std::ofstream& feedback, const char* why) {
    feedback << why;
    return 43;
}
"""

_PAIR = """\
target, *numbers = map(int, open(0).read().split())
found = [(a, b) for a in numbers for b in numbers if a != b and a + b == target]
print(*{pick} if found else ["impossible"])
"""

ANY_PAIR = {
    "problem.yaml": b"""\
# a comment
name: Any pair
author: Ada Example and Bob Example
source: An example contest
license: cc by-sa
rights_owner: Ada Example
validation: custom
validator_flags: distinct
keywords: pairs hashing
limits:
  time_multiplier: 4
  memory: 512
  output: 1
""",
    "problem_statement/problem.en.tex": rb"""\problemname{Any Pair}

Find two \emph{different} numbers $a \neq b$ among the given ones with $a + b = t$.  % a comment
There are at most $10^3$ of them.

\section*{Input}
\begin{itemize}
  \item One line with the target $t$.
  \item One line with the numbers, ``small'' ones --- at most \texttt{1000}.
\end{itemize}

\section*{Output}
Any such pair, or \textbf{impossible}.
""",
    "problem_statement/problem.sv.tex": "\\problemname{Något par}\nHitta ett par.\n".encode(),
    "data/sample/1.in": b"5\n1 2 3 4\n",
    "data/sample/1.ans": b"1 4\n",
    "data/secret/01-one.in": b"7\n3 4\n",
    "data/secret/01-one.ans": b"3 4\n",
    "data/secret/02-none.in": b"8\n4 1\n",
    "data/secret/02-none.ans": b"impossible\n",
    "data/secret/02-none.desc": b"twice the same is none\n",
    "data/secret/many/03.in": b"10\n1 9 2 8 3 7 4 6 5\n",
    "data/secret/many/03.ans": b"1 9\n",
    "input_validators/validate.py": b"import sys\nsys.exit(42)\n",
    "output_validators/any_pair.py": ANY_PAIR_VALIDATOR,
    "submissions/accepted/first.py": _PAIR.format(pick="found[0]").encode(),
    "submissions/accepted/last.py": _PAIR.format(pick="found[-1]").encode(),
    "submissions/accepted/pair.cc": b"""\
#include <iostream>
#include <vector>

int main() {
    long target;
    std::cin >> target;
    std::vector<long> numbers;
    for (long number; std::cin >> number;) numbers.push_back(number);
    for (long a : numbers)
        for (long b : numbers)
            if (a != b && a + b == target) return std::cout << a << " " << b << "\\n", 0;
    std::cout << "impossible\\n";
}
""",
    "submissions/wrong_answer/twice.py": _PAIR.replace("a != b and ", "").format(pick="found[-1]").encode(),
    "submissions/wrong_answer/never.py": b'print("impossible")\n',
    "submissions/run_time_error/index.py": b"print([][int(input())])\n",
    "submissions/time_limit_exceeded/loops/main.py": b"from spin import spin\n\nspin()\n",
    "submissions/time_limit_exceeded/loops/spin.py": b"def spin():\n    while True:\n        pass\n",
}

ANY_PAIR_CPP = {
    **{path: content for path, content in ANY_PAIR.items() if not path.startswith("output_validators/")},
    "output_validators/any_pair/validate.cc": ANY_PAIR_VALIDATOR_CPP,
    "output_validators/any_pair/check.h": CHECK_H,
}

ROOTS = {
    "problem.yaml": b"""\
name: Roots
license: public domain
validator_flags: float_absolute_tolerance 1e-4 float_relative_tolerance 1e-6
""",
    "problem_statement/problem.tex": b"\\problemname{Roots}\nThe square root of each number.\n",
    "data/sample/1.in": b"4\n2\n",
    "data/sample/1.ans": b"2.0\n1.4142135623730951\n",
    "data/secret/big.in": b"1e12\n123456789\n",
    "data/secret/big.ans": b"1000000.0\n11111.111060555555\n",
    "data/secret/small.in": b"0.0001\n",
    "data/secret/small.ans": b"0.01\n",
    "submissions/accepted/sqrt.py": b"import sys\nfor line in sys.stdin:\n    print(float(line) ** 0.5)\n",
    "submissions/accepted/rounded.py": b'import sys\nfor line in sys.stdin:\n    print(f"{float(line) ** 0.5:.5f}")\n',
    "submissions/accepted/Exponent.java": b"""\
import java.util.Scanner;

public class Exponent {
    public static void main(String[] args) {
        Scanner in = new Scanner(System.in);
        while (in.hasNext()) {
            System.out.println(String.format("%.10e", Math.sqrt(Double.parseDouble(in.next()))));
        }
    }
}
""",
    "submissions/wrong_answer/two-places.py": (
        b'import sys\nfor line in sys.stdin:\n    print(f"{float(line) ** 0.5:.1f}")\n'
    ),
    "submissions/wrong_answer/half.js": b"""\
const words = require("fs").readFileSync(0, "utf8").trim().split(/\\s+/);
for (const word of words) console.log(Number(word) / 2);
""",
}

SUBTASKS = {
    "problem.yaml": b"""\
problem_format_version: 2023-07-draft
type: scoring
name: {en: Subtasks, sv: Deluppgifter}
uuid: 3f6a2b0e-0000-4000-8000-000000000001
license: cc by
credits: {authors: [Ada Example]}
keywords: [sums]
languages: [python3, cpp, kotlin]
constants: {limit: 100}
limits: {time_limit: 1.5}
""",
    "statement/problem.en.md": b"Add up to {{limit}} numbers.\n\n![A sum](sum.png)\n\n{{remainingsamples}}\n",
    "statement/problem.sv.md": b"Addera.\n",
    "statement/sum.png": b"\x89PNG",
    "attachments/tool.py": b"",
    "data/sample/1.in": b"1 2\n",
    "data/sample/1.ans": b"3\n",
    "data/secret/test_group.yaml": b"scoring: {score: 100, aggregation: sum}\n",
    "data/secret/small/test_group.yaml": b"scoring: {score: 40, aggregation: pass-fail}\n",
    "data/secret/small/1.in": b"5 6\n",
    "data/secret/small/1.ans": b"11\n",
    "data/secret/small/2.in": b"1\n",
    "data/secret/small/2.ans": b"1\n",
    "data/secret/large/1.in": b"1000000000000 1\n",
    "data/secret/large/1.ans": b"1000000000001\n",
    "data/secret/large/1.yaml": b"args: [--big, two words]\nhint: Think big.\n",
    "include/python3/reading.py": b"def numbers():\n    return [int(word) for word in open(0).read().split()]\n",
    "submissions/submissions.yaml": b"""\
rejected/minus.py: {required: [WA], permitted: [AC, WA]}
""",
    "submissions/accepted/all.py": b"from reading import numbers\n\nprint(sum(numbers()))\n",
    "submissions/partially_accepted/narrow.py": b"from reading import numbers\n\nprint(sum(numbers()) % 2**32)\n",
    "submissions/rejected/minus.py": b"from reading import numbers\n\nprint(-1 - sum(numbers()))\n",
    "submissions/rejected/unclear.py": b"print(0)\n",
    "submissions/accepted/all.kt": b"fun main() {}\n",
}
