package main

import (
	"bufio"
	"fmt"
	"os"
	"sort"
	"strconv"
	"strings"
	"time"
)

// scanner reads the fields of one line from left to right. After the first field that is not as it should be, ok is
// false and stays so.
type scanner struct {
	rest string
	ok   bool
}

func (s *scanner) literal(text string) {
	if !s.ok || !strings.HasPrefix(s.rest, text) {
		s.ok = false
		return
	}
	s.rest = s.rest[len(text):]
}

// until takes at least one character, up to the end or the first one that does not belong.
func (s *scanner) until(belongs func(c byte) bool) string {
	n := 0
	for n < len(s.rest) && belongs(s.rest[n]) {
		n++
	}
	if n == 0 {
		s.ok = false
	}
	taken := s.rest[:n]
	s.rest = s.rest[n:]
	return taken
}

func (s *scanner) digits(min, max int) int {
	text := s.until(func(c byte) bool { return '0' <= c && c <= '9' })
	if len(text) < min || len(text) > max {
		s.ok = false
		return 0
	}
	value, _ := strconv.Atoi(text)
	return value
}

// quoted takes a field in double quotes, in which a backslash covers the character after it.
func (s *scanner) quoted() {
	s.literal(`"`)
	for i := 0; i < len(s.rest); i++ {
		switch s.rest[i] {
		case '\\':
			i++
		case '"':
			s.rest = s.rest[i+1:]
			return
		}
	}
	s.ok = false
}

func (s *scanner) word() string {
	return s.until(func(c byte) bool { return '!' <= c && c <= '~' })
}

func (s *scanner) time() time.Time {
	s.literal("[")
	if !s.ok || len(s.rest) < len("02/Jan/2006:15:04:05 -0700]") {
		s.ok = false
		return time.Time{}
	}
	date := scanner{rest: s.rest[:26], ok: true}
	s.rest = s.rest[26:]
	s.literal("]")

	day := date.digits(2, 2)
	date.literal("/")
	month := strings.Index("JanFebMarAprMayJunJulAugSepOctNovDec", date.rest[:3])
	date.rest = date.rest[3:]
	date.literal("/")
	year := date.digits(4, 4)
	date.literal(":")
	hour := date.digits(2, 2)
	date.literal(":")
	minute := date.digits(2, 2)
	date.literal(":")
	second := date.digits(2, 2)
	date.literal(" ")
	sign := time.Minute
	if strings.HasPrefix(date.rest, "-") {
		sign = -time.Minute
		date.literal("-")
	} else {
		date.literal("+")
	}
	offset := date.digits(4, 4)
	if !date.ok || month < 0 || month%3 != 0 || hour > 23 || minute > 59 || second > 59 ||
		offset/100 > 14 || offset%100 > 59 {
		s.ok = false
		return time.Time{}
	}
	local := time.Date(year, time.Month(month/3+1), day, hour, minute, second, 0, time.UTC)
	if local.Day() != day { // the 31st of February would become the 2nd of March
		s.ok = false
	}
	return local.Add(-sign * time.Duration(offset/100*60+offset%100))
}

func (s *scanner) target() string {
	s.literal(`"`)
	s.until(func(c byte) bool { return 'A' <= c && c <= 'Z' })
	s.literal(" ")
	target := s.until(func(c byte) bool { return '!' <= c && c <= '~' && c != '"' && c != '\\' })
	if !strings.HasPrefix(target, "/") {
		s.ok = false
	}
	s.literal(" HTTP/")
	s.digits(1, 1)
	s.literal(".")
	s.digits(1, 1)
	s.literal(`"`)
	return target
}

type request struct {
	host, path       string
	at               time.Time
	status, size, ms int
}

func parse(line string) (request, bool) {
	s := &scanner{rest: line, ok: true}
	var r request
	r.host = s.word()
	s.literal(" ")
	s.word()
	s.literal(" ")
	s.word()
	s.literal(" ")
	r.at = s.time()
	s.literal(" ")
	path, _, _ := strings.Cut(s.target(), "?")
	r.path = strings.TrimRight(path, "/")
	if r.path == "" {
		r.path = "/"
	}
	s.literal(" ")
	r.status = s.digits(3, 3) / 100
	s.literal(" ")
	if strings.HasPrefix(s.rest, "-") {
		s.literal("-")
	} else {
		r.size = s.digits(1, 12)
	}
	s.literal(" ")
	s.quoted()
	s.literal(" ")
	s.quoted()
	s.literal(" ")
	r.ms = s.digits(1, 9)
	valid := s.ok && s.rest == "" && 1 <= r.status && r.status <= 5 && r.ms <= 86_400_000
	return r, valid
}

func percentile(sorted []int, perMille int) int {
	return sorted[(len(sorted)*perMille+999)/1000-1]
}

type window struct {
	from, to time.Time
}

func (w window) contains(at time.Time) bool {
	return (w.from.IsZero() || !at.Before(w.from)) && (w.to.IsZero() || at.Before(w.to))
}

// bound is the zero time for "no bound".
func bound(text string) time.Time {
	if text == "-" {
		return time.Time{}
	}
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		panic(err)
	}
	return at
}

type report struct {
	lines, malformed, outside, bytes int
	hosts                            map[string]bool
	classes                          [6]int
	hours                            map[string]int
	durations                        map[string][]int
}

func (p *report) add(r request) {
	p.hosts[r.host] = true
	p.bytes += r.size
	p.classes[r.status]++
	p.hours[r.at.UTC().Format("2006-01-02T15Z")]++
	p.durations[r.path] = append(p.durations[r.path], r.ms)
}

func (p *report) print(out *bufio.Writer, ranks int) {
	fmt.Fprintf(out, "lines %d\nmalformed %d\noutside %d\n", p.lines, p.malformed, p.outside)
	fmt.Fprintf(out, "requests %d\n", p.lines-p.malformed-p.outside)
	fmt.Fprintf(out, "hosts %d\nbytes %d\n", len(p.hosts), p.bytes)
	for status := 1; status <= 5; status++ {
		fmt.Fprintf(out, "%dxx %d\n", status, p.classes[status])
	}

	var all []int
	for _, times := range p.durations {
		all = append(all, times...)
	}
	sort.Ints(all)
	for _, name := range []string{"50", "90", "99", "99.9"} {
		share, _ := strconv.ParseFloat(name, 64)
		if len(all) == 0 {
			fmt.Fprintf(out, "p%s -\n", name)
		} else {
			fmt.Fprintf(out, "p%s %d\n", name, percentile(all, int(share*10+0.5)))
		}
	}

	var hours []string
	for hour := range p.hours {
		hours = append(hours, hour)
	}
	sort.Strings(hours)
	for _, hour := range hours {
		fmt.Fprintf(out, "hour %s %d\n", hour, p.hours[hour])
	}

	var paths []string
	for path := range p.durations {
		paths = append(paths, path)
	}
	sort.Slice(paths, func(i, j int) bool {
		a, b := len(p.durations[paths[i]]), len(p.durations[paths[j]])
		return a > b || a == b && paths[i] < paths[j]
	})
	rank, previous := 0, 0
	for i, path := range paths {
		times := p.durations[path]
		if len(times) != previous {
			rank, previous = i+1, len(times)
		}
		if rank > ranks {
			break
		}
		sort.Ints(times)
		fmt.Fprintf(out, "top %d %d %d %s\n", rank, len(times), percentile(times, 950), path)
	}
}

func main() {
	in := bufio.NewScanner(os.Stdin) // its lines come without LF or CRLF
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()

	in.Scan()
	query := strings.Fields(in.Text())
	asked := window{from: bound(query[0]), to: bound(query[1])}
	ranks, err := strconv.Atoi(query[2])
	if err != nil {
		panic(err)
	}

	p := &report{hosts: map[string]bool{}, hours: map[string]int{}, durations: map[string][]int{}}
	for in.Scan() {
		if in.Text() == "" {
			continue
		}
		p.lines++
		if r, ok := parse(in.Text()); !ok {
			p.malformed++
		} else if !asked.contains(r.at) {
			p.outside++
		} else {
			p.add(r)
		}
	}
	p.print(out, ranks)
}
