# tries: have code of its own run by whoever looks at the source, as the codec it is written in (coding: main)
# must: compile_error build_failed
print("contained")
