"""Submissions in compiled languages, and for Node.js, that attack through their build."""

from tests.hostile.builds import Build, failed

COMPILED = {
    "half a million brackets": Build({"main.js": b"[" * 500_000}, failed("build_failed", "cpu_time"), runtime="node"),
    "names that a compiler takes for options": Build(
        {
            "main.cpp": b'#include <cstdio>\nint main() { std::puts("contained"); }\n',
            "-o.cpp": b"",
            "@response.cpp": b"-fplugin=./x.so\n",
            "-wrapper.cpp": b"",
        },
        failed(),
        runtime="cpp",
        log="@response.cpp:1:1: error: expected unqualified-id",
    ),
    "names that the other compiler takes for options": Build(
        {
            "Main.java": b"public class Main { public static void main(String[] a) {\n"
            b'System.out.println("contained"); } }\n',
            "@arguments.java": b"-processor Main\n",
            "-processor.java": b"",
        },
        failed(),
        runtime="java",
        log="@arguments.java:1: error: class, interface",
    ),
    "an annotation processor": Build(
        {
            "Main.java": b"""
import javax.annotation.processing.*;
import javax.lang.model.element.TypeElement;
import java.util.Set;
@SupportedAnnotationTypes("*")
public class Main extends AbstractProcessor {
    public boolean process(Set<? extends TypeElement> types, RoundEnvironment round) {
        try { new java.io.File("/box/work/ran").createNewFile(); } catch (Exception e) {}
        return false;
    }
    public static void main(String[] a) {
        System.out.println(new java.io.File("/box/work/ran").exists() ? "it ran" : "contained");
    }
}
""",
            "META-INF/services/javax.annotation.processing.Processor": b"Main\n",
            "META-INF/services/com.sun.source.util.Plugin": b"Main\n",
        },
        runtime="java",
    ),
    "scripts of a package": Build(
        {
            "main.js": b"console.log(require('fs').existsSync('/box/work/ran') ? 'it ran' : 'contained')\n",
            "package.json": b'{"name": "x", "version": "1.0.0", "scripts": {"preinstall": "touch ran",'
            b' "postinstall": "touch ran", "prepare": "touch ran", "build": "touch ran"}}',
            ".npmrc": b"script-shell=/box/work/x\nregistry=http://127.0.0.1:1/\n",
        },
        runtime="node",
    ),
    "a module that is the machine's root": Build(
        {
            "main.go": b'package main\nimport "evil/etc"\nfunc main() { println(etc.X) }\n',
            "go.mod": b"module x\nrequire evil v0.0.0\nreplace evil => /\n",
        },
        failed(),
        runtime="go",
    ),
    "assembly that includes a file of the machine": Build(
        {
            "main.go": b"package main\nfunc f()\nfunc main() { f() }\n",
            "f.s": b'#include "/etc/shadow"\n#include "/etc/passwd"\nTEXT main.f(SB), 0, $0\nRET\n',
            "go.mod": b"module x\n",
        },
        failed(),
        runtime="go",
    ),
    "flags for the tools of a language": Build(
        {
            "main.go": b'package main\nimport "os"\nfunc main() { os.Stdout.WriteString("contained\\n") }\n',
            "go.mod": b"module x\ngo 1.19\n",
            "go.env": b"GOFLAGS=-toolexec=/box/work/run\n",
            ".config/go/env": b"GOFLAGS=-toolexec=/box/work/run\n",
            "run": b"#!/bin/sh\ntouch /box/work/ran\n",
        },
        runtime="go",
    ),
    "files of the machine embedded in a program": Build(
        {
            "main.go": b"""package main

import (
	_ "embed"
	"fmt"
)

//go:embed /etc/shadow
var shadow string

//go:embed ../../../../etc/passwd
var accounts string

func main() { fmt.Println(shadow, accounts) }
"""
        },
        failed(),
        runtime="go",
    ),
    "flags for a compiler and a linker of another language": Build(
        {
            "main.go": b"""package main

// #cgo CFLAGS: -fplugin=/box/work/plugin.so -wrapper /bin/sh,-c,id
// #cgo LDFLAGS: -Wl,--dynamic-linker=/box/work/main.go -B/box/work
// int one(void) { return 1; }
import "C"

func main() { println(C.one()) }
"""
        },
        failed(),
        runtime="go",
    ),
    "a program of two gigabytes": Build(
        {
            "main.go": b"""package main

var huge = [1 << 31]byte{1, 1<<31 - 1: 2}

func main() { println(huge[0], len(huge)) }
"""
        },
        failed("build_failed", "disk_full", "out_of_memory", "cpu_time"),
        runtime="go",
    ),
    "types that are each twice as large as the one before": Build(
        {
            "main.go": b"""package main

type pair[T any] struct{ left, right T }
type a[T any] pair[pair[pair[pair[pair[pair[T]]]]]]
type b[T any] a[a[a[a[a[a[T]]]]]]

func main() {
	var whole b[b[int]]
	_ = whole
}
"""
        },
        failed("build_failed", "out_of_memory", "cpu_time", "wall_time"),
        runtime="go",
    ),
}
