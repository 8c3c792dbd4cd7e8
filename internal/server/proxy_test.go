package server_test

import (
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"
)

// A proxy stands between a server and its Postgres, and can be cut or frozen.
type proxy struct {
	t    testing.TB
	dir  string // where the server finds the socket
	real string

	mu       sync.Mutex
	listener net.Listener
	frozen   chan struct{} // open while what is said goes nowhere
	conns    map[net.Conn]bool
}

const socket = ".s.PGSQL.5432"

// newProxy stands before the Postgres of the database at url.
func newProxy(t testing.TB, url string) *proxy {
	t.Helper()
	config, err := pgx.ParseConfig(url)
	if err != nil {
		t.Fatal(err)
	}
	dir, err := os.MkdirTemp("", "baton-cut-")
	if err != nil {
		t.Fatal(err)
	}
	p := &proxy{t: t, dir: dir, real: filepath.Join(config.Host, fmt.Sprintf(".s.PGSQL.%d", config.Port)),
		conns: map[net.Conn]bool{}}
	p.back()
	t.Cleanup(func() {
		p.away()
		os.RemoveAll(dir)
	})
	return p
}

// instead is url by way of the proxy.
func (p *proxy) instead(url string) string {
	fields := strings.Fields(url)
	for i, f := range fields {
		switch {
		case strings.HasPrefix(f, "host="):
			fields[i] = "host=" + p.dir
		case strings.HasPrefix(f, "port="):
			fields[i] = "port=5432"
		case strings.HasPrefix(f, "connect_timeout="):
			fields[i] = "connect_timeout=2" // a proxy that hangs is given up soon
		}
	}
	return strings.Join(fields, " ")
}

// away cuts every connection and takes no new one.
func (p *proxy) away() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.listener != nil {
		p.listener.Close()
		p.listener = nil
	}
	p.thawLocked()
	for c := range p.conns {
		c.Close()
	}
}

// back takes connections again.
func (p *proxy) back() {
	p.t.Helper()
	p.mu.Lock()
	defer p.mu.Unlock()
	p.thawLocked()
	if p.listener != nil {
		return
	}
	listener, err := net.Listen("unix", filepath.Join(p.dir, socket))
	if err != nil {
		p.t.Fatal(err)
	}
	p.listener = listener
	go p.take(listener)
}

// freeze lets connections stand, but nothing comes through.
func (p *proxy) freeze() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.frozen == nil {
		p.frozen = make(chan struct{})
	}
}

func (p *proxy) thawLocked() {
	if p.frozen != nil {
		close(p.frozen)
		p.frozen = nil
	}
}

func (p *proxy) take(listener net.Listener) {
	for {
		near, err := listener.Accept()
		if err != nil {
			return
		}
		go p.pass(near)
	}
}

func (p *proxy) pass(near net.Conn) {
	defer near.Close()
	far, err := net.Dial("unix", p.real)
	if err != nil {
		return
	}
	defer far.Close()
	p.note(near, far, true)
	defer p.note(near, far, false)
	done := make(chan struct{}, 2)
	for _, way := range [][2]net.Conn{{near, far}, {far, near}} {
		go func() {
			p.copy(way[1], way[0])
			done <- struct{}{}
		}()
	}
	<-done
}

func (p *proxy) note(near, far net.Conn, on bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, c := range []net.Conn{near, far} {
		if on {
			p.conns[c] = true
		} else {
			delete(p.conns, c)
		}
	}
}

func (p *proxy) copy(to io.Writer, from io.Reader) {
	buffer := make([]byte, 32<<10)
	for {
		n, err := from.Read(buffer)
		p.mu.Lock()
		frozen := p.frozen
		p.mu.Unlock()
		if frozen != nil {
			<-frozen
		}
		if n > 0 {
			if _, err := to.Write(buffer[:n]); err != nil {
				return
			}
		}
		if err != nil {
			return
		}
	}
}
