package main

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"baton/internal/server/visit"
)

// client is one signed-in browser with one connection.
type client struct {
	http *http.Client
	base string
	anew bool // it reads like a browser that has just written
}

func newClient(base string) *client {
	jar, _ := cookiejar.New(nil)
	transport := &http.Transport{
		DialContext:     (&net.Dialer{Timeout: 5 * time.Second}).DialContext,
		MaxConnsPerHost: 1, MaxIdleConnsPerHost: 1, DisableCompression: true,
	}
	return &client{http: &http.Client{
		Jar: jar, Transport: transport, Timeout: 30 * time.Second,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}, base: base}
}

// signIn signs the client in; the password is that of the demo people.
func (c *client) signIn(ctx context.Context, email string) error {
	status, _, err := c.post(ctx, "/sign-in", url.Values{"email": {email}, "password": {"baton-demo"}})
	if err == nil && status != http.StatusSeeOther {
		err = fmt.Errorf("sign in as %s: status %d", email, status)
	}
	return err
}

func (c *client) get(ctx context.Context, path string) (status, size int, err error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, c.base+path, nil)
	if err != nil {
		return 0, 0, err
	}
	status, _, size, err = c.do(request)
	return status, size, err
}

func (c *client) post(ctx context.Context, path string, form url.Values) (status int, location string, err error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, c.base+path, strings.NewReader(form.Encode()))
	if err != nil {
		return 0, "", err
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	status, location, _, err = c.do(request)
	return status, location, err
}

func (c *client) do(request *http.Request) (status int, location string, size int, err error) {
	request.Header.Set("Sec-Fetch-Site", "same-origin")
	if c.anew {
		request.AddCookie(&http.Cookie{Name: visit.WroteCookie, Value: "1"})
	}
	response, err := c.http.Do(request)
	if err != nil {
		return 0, "", 0, err
	}
	defer response.Body.Close()
	n, err := io.Copy(io.Discard, response.Body)
	return response.StatusCode, response.Header.Get("Location"), int(n), err
}

// measured is what a load came to.
type measured struct {
	n    int
	took time.Duration
	all  []time.Duration // sorted
}

// rate is how many came off a second.
func (m measured) rate() float64 { return float64(m.n) / m.took.Seconds() }

// at is the duration that a share of all did not exceed.
func (m measured) at(share float64) time.Duration {
	if len(m.all) == 0 {
		return 0
	}
	return m.all[min(int(share*float64(len(m.all))), len(m.all)-1)]
}

// load has each worker do its work again and again until d is over, after a warm-up, and gathers how long each took. A
// worker gets its number and how often it has worked.
func load(ctx context.Context, workers int, d time.Duration,
	work func(ctx context.Context, worker, turn int) error) (measured, error) {
	const warmUp = 500 * time.Millisecond
	var group sync.WaitGroup
	var failed atomic.Pointer[error]
	took := make([][]time.Duration, workers)
	began := time.Now()
	from, until := began.Add(warmUp), began.Add(warmUp+d)
	for worker := range workers {
		group.Go(func() {
			for turn := 0; failed.Load() == nil && ctx.Err() == nil; turn++ {
				start := time.Now()
				if start.After(until) {
					return
				}
				if err := work(ctx, worker, turn); err != nil {
					failed.CompareAndSwap(nil, &err)
					return
				}
				if start.After(from) {
					took[worker] = append(took[worker], time.Since(start))
				}
			}
		})
	}
	group.Wait()
	if err := failed.Load(); err != nil {
		return measured{}, *err
	}
	all := slices.Concat(took...)
	slices.Sort(all)
	return measured{len(all), d, all}, ctx.Err()
}
