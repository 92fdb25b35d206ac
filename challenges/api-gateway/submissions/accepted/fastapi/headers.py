FORWARDED = b"x-forwarded-for"
HOP_BY_HOP = {
    b"connection", b"keep-alive", b"proxy-authenticate", b"proxy-authorization", b"proxy-connection",
    b"te", b"trailer", b"transfer-encoding", b"upgrade",
}  # fmt: skip


def passed_on(raw, but):
    """The headers that concern the other end, without those of ``but``; names in lower case."""
    raw = [(name.lower(), value) for name, value in raw]
    named = {word.strip().lower() for name, value in raw if name == b"connection" for word in value.split(b",")}
    return [(name, value) for name, value in raw if name not in HOP_BY_HOP | named | but]
