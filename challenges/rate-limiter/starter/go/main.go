package main

import (
	"bufio"
	"fmt"
	"os"
	"strconv"
	"strings"
)

type Limiter struct{}

// AddRule takes a rule of kind bucket (capacity, refill, period) or window (capacity, length).
func (l *Limiter) AddRule(name, scope, kind string, numbers []int64) {
	panic("not implemented")
}

// Decide returns the line to print.
func (l *Limiter) Decide(now int64, client, route string, cost int64) string {
	panic("not implemented")
}

func number(text string) int64 {
	value, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		panic(err)
	}
	return value
}

func main() {
	in := bufio.NewScanner(os.Stdin)
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()

	limiter := &Limiter{}
	for in.Scan() {
		fields := strings.Fields(in.Text())
		if fields[0] == "rule" {
			var numbers []int64
			for _, text := range fields[4:] {
				numbers = append(numbers, number(text))
			}
			limiter.AddRule(fields[1], fields[2], fields[3], numbers)
		} else {
			fmt.Fprintln(out, limiter.Decide(number(fields[0]), fields[1], fields[2], number(fields[3])))
		}
	}
}
