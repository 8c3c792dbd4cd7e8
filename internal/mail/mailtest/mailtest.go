// Package mailtest is an SMTP server for tests, which keeps what it is sent.
package mailtest

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"log"
	"math/big"
	"net"
	"net/mail"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
)

// Server is an SMTP server on this machine.
type Server struct {
	Address string         // host and port
	Roots   *x509.CertPool // that know its certificate, where it has one

	mu     sync.Mutex
	refuse bool
	taken  []Letter
}

// A Letter is a mail as it arrived.
type Letter struct {
	From, To, User string
	Encrypted      bool
	Message        *mail.Message
	Body           []byte // as sent
}

// Options are how a server behaves.
type Options struct {
	TLS      bool // offers STARTTLS
	Implicit bool // speaks TLS from the start
	User     string
	Password string // asked for where there is a User
}

// Start starts a server that ends with the test.
func Start(t testing.TB, o Options) *Server {
	t.Helper()
	s := &Server{}
	backend := smtp.BackendFunc(func(c *smtp.Conn) (smtp.Session, error) {
		return &session{server: s, options: o, conn: c},
			nil
	})
	server := smtp.NewServer(backend)
	server.Domain, server.AllowInsecureAuth, server.ErrorLog = "localhost", true, log.New(io.Discard, "", 0)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s.Address = listener.Addr().String()
	if o.TLS || o.Implicit {
		server.TLSConfig = s.certified(t)
	}
	if o.Implicit {
		listener = tls.NewListener(listener, server.TLSConfig)
	}
	go func() { _ = server.Serve(listener) }() // until it is closed
	t.Cleanup(func() { server.Close() })
	return s
}

// Refuse has the server take no mail, or take it again.
func (s *Server) Refuse(refuse bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.refuse = refuse
}

// Taken are the mails that were taken so far.
func (s *Server) Taken() []Letter {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]Letter(nil), s.taken...)
}

// certified is a certificate for 127.0.0.1 that Roots know.
func (s *Server) certified(t testing.TB) *tls.Config {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), NotBefore: time.Now().Add(-time.Hour),
		NotAfter: time.Now().Add(time.Hour), IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, IsCA: true,
		BasicConstraintsValid: true}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	known, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	s.Roots = x509.NewCertPool()
	s.Roots.AddCert(known)
	return &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}}
}

type session struct {
	server  *Server
	options Options
	conn    *smtp.Conn
	letter  Letter
}

var errNotIn = &smtp.SMTPError{Code: 535, Message: "who are you"}

func (s *session) AuthMechanisms() []string {
	if s.options.User == "" {
		return nil
	}
	return []string{sasl.Plain}
}

func (s *session) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, user, password string) error {
		if user != s.options.User || password != s.options.Password {
			return errNotIn
		}
		s.letter.User = user
		return nil
	}), nil
}

func (s *session) Mail(from string, _ *smtp.MailOptions) error {
	s.server.mu.Lock()
	defer s.server.mu.Unlock()
	if s.server.refuse {
		return &smtp.SMTPError{Code: 451, Message: "not now"}
	}
	if s.options.User != s.letter.User {
		return errNotIn
	}
	s.letter.From = from
	return nil
}

func (s *session) Rcpt(to string, _ *smtp.RcptOptions) error {
	s.letter.To = to
	return nil
}

func (s *session) Data(r io.Reader) error {
	body, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	s.letter.Body = body
	if s.letter.Message, err = mail.ReadMessage(bytes.NewReader(body)); err != nil {
		return errors.New("this is no mail")
	}
	_, s.letter.Encrypted = s.conn.TLSConnectionState()
	s.server.mu.Lock()
	defer s.server.mu.Unlock()
	s.server.taken = append(s.server.taken, s.letter)
	return nil
}

func (s *session) Reset()        {}
func (s *session) Logout() error { return nil }
