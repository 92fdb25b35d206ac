# tries: have its output cut within a letter, after lone surrogates, overlong forms and what is beyond Unicode
# must: wrong_answer wrong_output
import os

odd = b"\xed\xa0\x80\xed\xbf\xbf\xc0\x80\xf4\x90\x80\x80\xf8\x88\x80\x80\x80\xef\xbf\xbe\xef\xbf\xbf"
for descriptor in (1, 2):
    os.write(descriptor, odd + b"x" * (4095 - len(odd)) + "\N{GRINNING FACE}".encode() * 200)
