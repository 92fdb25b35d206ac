package main

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"time"
)

const (
	attemptTime    = 1200 * time.Millisecond
	failedRequests = 5
	openTime       = 700 * time.Millisecond
)

var beforeRetries = []time.Duration{50 * time.Millisecond, 100 * time.Millisecond}

type call struct {
	method, target string
	header         http.Header
	body           []byte
}

type answer struct {
	status int
	header http.Header
	body   []byte
}

type upstream struct {
	url       string
	transport http.RoundTripper
	circuit   circuit
}

func newUpstream(url string) *upstream {
	// On a connection that was used before, the transport would repeat a GET on its own, so every attempt has a new one.
	// (DisableKeepAlives would do that too, but then the transport eats the Connection header of answers.)
	return &upstream{url: url, transport: &http.Transport{MaxIdleConnsPerHost: -1, DisableCompression: true}}
}

// send is one request through the circuit: several attempts, if it is a GET.
func (u *upstream) send(call *call) (got *answer, err error) {
	if err := u.circuit.enter(time.Now()); err != nil {
		return nil, err
	}
	defer func() { u.circuit.leave(err != nil || got.status >= 500, time.Now()) }()
	got, err = u.attempt(call)
	for _, pause := range beforeRetries {
		if call.method != "GET" || !retriable(got, err) {
			break
		}
		time.Sleep(pause)
		got, err = u.attempt(call)
	}
	return got, err
}

func retriable(got *answer, err error) bool {
	var refused *refusal
	if errors.As(err, &refused) {
		return refused.status != http.StatusGatewayTimeout
	}
	return got.status >= 500
}

func (u *upstream) attempt(call *call) (*answer, error) {
	ctx, cancel := context.WithTimeout(context.Background(), attemptTime)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, call.method, u.url+call.target, bytes.NewReader(call.body))
	if err != nil {
		return nil, &refusal{502, "upstream_unreachable", nil}
	}
	request.Header = call.header.Clone()
	if _, given := request.Header["User-Agent"]; !given {
		request.Header["User-Agent"] = nil
	}
	response, err := u.transport.RoundTrip(request)
	if err != nil {
		return nil, broken(ctx)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		return nil, broken(ctx)
	}
	return &answer{response.StatusCode, passedOn(response.Header, "Content-Length", "X-Request-Id"), body}, nil
}

func broken(ctx context.Context) error {
	if ctx.Err() != nil {
		return &refusal{504, "upstream_timeout", nil}
	}
	return &refusal{502, "upstream_unreachable", nil}
}
