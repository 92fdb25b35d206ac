// tries: get out by IPv6, to link-local, unique local, translated and mapped addresses, and to all nodes
// must: accepted
package main

import (
	"fmt"
	"net"
	"time"
)

func main() {
	got := []string{}
	hosts := []string{"fe80::1%lo", "fe80::1%eth0", "ff02::1%lo", "ff02::1%eth0", "fd00::1", "2606:4700:4700::1111",
		"64:ff9b::101:101", "::ffff:172.17.0.1", "2002:ac11:1::1", "fd00:ec2::254"}
	for _, host := range hosts {
		for _, port := range []string{"22", "53", "80", "6379"} {
			if c, err := net.DialTimeout("tcp", net.JoinHostPort(host, port), 100*time.Millisecond); err == nil {
				got = append(got, host+" "+port)
				c.Close()
			}
		}
		if c, err := net.Dial("udp", net.JoinHostPort(host, "53")); err == nil {
			if _, err = c.Write([]byte("x")); err == nil && host[:2] != "ff" && host[:2] != "fe" {
				got = append(got, host+" udp")
			}
			c.Close()
		}
	}
	if faces, err := net.Interfaces(); err == nil {
		for _, face := range faces {
			if face.Flags&net.FlagLoopback == 0 && face.Flags&net.FlagUp != 0 {
				got = append(got, face.Name)
			}
		}
	}
	if len(got) == 0 {
		got = append(got, "contained")
	}
	fmt.Println(got[0])
}
