# Appended to every runtime's Dockerfile, so that a new supervisor costs two cheap layers and nothing else.
COPY judge/ /opt/judge/
RUN /usr/bin/python3 -m compileall -q /opt/judge
WORKDIR /
ENTRYPOINT ["/usr/bin/python3", "-I", "-S", "/opt/judge"]
