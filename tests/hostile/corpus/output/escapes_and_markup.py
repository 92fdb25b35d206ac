# tries: command the terminal, the page, the XML and the pipeline of whoever reads its report
# must: wrong_answer wrong_output
import sys

TEXT = (
    "\x1b]0;title\x07\x1b[2J\x1b[31mred\x1b]8;;http://example.org\x07link\x1b[8m hidden \x9b31m\x1bP+q\x1b\\\r\x08\x7f"
    "]]></failure><testcase name='all'/></testsuite><!ENTITY x SYSTEM 'file:///etc/passwd'>&x;<![CDATA["
    "<script>alert(1)</script><img src=x onerror=alert(1)>'\"--></textarea>{{7*7}}${7*7}%s%n{0}"
    "\n::error file=x::forged\n::set-output name=verdict::accepted\n##[error]forged\n```\n# heading\n|a|b|\n"
    "\u202eright to left\u2066\u2028\u2029\u0085\ufeff\u200b\u0000e\u0301" + "\u0335" * 500
)
print(TEXT)
print(TEXT, file=sys.stderr)
