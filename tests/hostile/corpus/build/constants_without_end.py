# tries: have the interpreter that looks at the source compute texts and numbers larger than any memory beforehand
# must: accepted
def never():
    return 9**9**9, "x" * 10**12, (0,) * 10**12, 1 << 10**12, [1] * 10**12, -(2**63) ** 2**63, f"{'x' * 10**12}"


print("contained")
