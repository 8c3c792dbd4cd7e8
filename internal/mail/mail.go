// Package mail sends mails: through an SMTP server, to people who wait for one.
package mail

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/quotedprintable"
	"net"
	"net/mail"
	"net/smtp"
	"net/url"
	"strings"
	"time"

	"baton/internal/account"
)

// sendWithin is how long the SMTP server has for one mail.
const sendWithin = 30 * time.Second

// Sender sends mails through one SMTP server.
type Sender struct {
	host, port     string
	user, password string
	from           mail.Address
	tls            encryption
	roots          *tls.Config // nil for what the machine trusts
}

// encryption is how the way to the server is kept secret.
type encryption int

const (
	startTLS encryption = iota // and nothing is sent where the server does not offer it
	implicitTLS
	whereOffered
)

// New makes a sender from the address of a server, such as smtp://user:password@mail.example:587 or
// smtps://mail.example, and the address that mails come from. smtp asks the server for TLS and sends nothing without,
// save on this machine and where the address ends with ?tls=optional.
func New(server, from string) (*Sender, error) {
	u, err := url.Parse(server)
	if err != nil || u.Hostname() == "" || u.Scheme != "smtp" && u.Scheme != "smtps" || u.Path != "" && u.Path != "/" {
		return nil, errors.New(
			"the SMTP server is an address such as smtp://user:password@mail.example:587 or smtps://mail.example",
		)
	}
	s := &Sender{host: u.Hostname(), port: u.Port(), user: u.User.Username()}
	s.password, _ = u.User.Password()
	ip := net.ParseIP(s.host)
	switch optional := u.Query().Get("tls"); {
	case optional != "" && optional != "optional":
		return nil, errors.New("?tls= of the SMTP server can be optional, or left out")
	case u.Scheme == "smtps":
		s.tls = implicitTLS
	case optional != "" || s.host == "localhost" || ip != nil && ip.IsLoopback():
		s.tls = whereOffered
	}
	if s.port == "" {
		s.port = map[string]string{"smtp": "25", "smtps": "465"}[u.Scheme]
	}
	address, err := mail.ParseAddress(from)
	if err != nil || !account.ValidEmail(address.Address) {
		return nil, errors.New("mails come from an address such as baton@company.example, or Baton <baton@company.example>")
	}
	s.from = *address
	return s, nil
}

// Send hands one mail in plain text over to the server, at an instant. It is done when the server has taken it.
func (s *Sender) Send(ctx context.Context, to account.Person, subject, text string, at time.Time) error {
	if !account.ValidEmail(to.Email) {
		return errors.New("mail: this is no address")
	}
	ctx, cancel := context.WithTimeout(ctx, sendWithin)
	defer cancel()
	c, err := s.dial(ctx)
	if err != nil {
		return fmt.Errorf("mail: %w", err)
	}
	defer c.Close()
	if err := s.greet(c); err != nil {
		return fmt.Errorf("mail: %w", err)
	}
	if err := deliver(c, s.from.Address, to.Email, s.message(to, subject, text, at)); err != nil {
		return fmt.Errorf("mail: %w", err)
	}
	return nil
}

// dial connects to the server. The connection lives no longer than ctx.
func (s *Sender) dial(ctx context.Context) (*smtp.Client, error) {
	conn, err := (&net.Dialer{}).DialContext(ctx, "tcp", net.JoinHostPort(s.host, s.port))
	if err != nil {
		return nil, err
	}
	context.AfterFunc(ctx, func() { conn.Close() })
	if s.tls == implicitTLS {
		conn = tls.Client(conn, s.config())
	}
	c, err := smtp.NewClient(conn, s.host)
	if err != nil {
		conn.Close()
	}
	return c, err
}

func (s *Sender) config() *tls.Config {
	config := &tls.Config{MinVersion: tls.VersionTLS12}
	if s.roots != nil {
		config = s.roots.Clone()
	}
	config.ServerName = s.host
	return config
}

// greet turns to TLS and says who sends.
func (s *Sender) greet(c *smtp.Client) error {
	if s.tls != implicitTLS {
		offered, _ := c.Extension("STARTTLS")
		if !offered && s.tls == startTLS {
			return errors.New("the SMTP server offers no TLS. Use smtps:, or end its address with ?tls=optional to send without")
		}
		if offered {
			if err := c.StartTLS(s.config()); err != nil {
				return err
			}
		}
	}
	if s.user == "" {
		return nil
	}
	return c.Auth(smtp.PlainAuth("", s.user, s.password, s.host)) // which refuses without TLS, save on this machine
}

func deliver(c *smtp.Client, from, to string, message []byte) error {
	if err := c.Mail(from); err != nil {
		return err
	}
	if err := c.Rcpt(to); err != nil {
		return err
	}
	w, err := c.Data()
	if err != nil {
		return err
	}
	if _, err := w.Write(message); err != nil {
		return err
	}
	if err := w.Close(); err != nil {
		return err
	}
	return c.Quit()
}

// message is the mail as it is sent: headers, and the text as quoted-printable.
func (s *Sender) message(to account.Person, subject, text string, at time.Time) []byte {
	var b bytes.Buffer
	domain := s.from.Address[strings.LastIndexByte(s.from.Address, '@')+1:]
	for _, h := range [][2]string{
		{"From", s.from.String()}, {"To", (&mail.Address{Name: to.Name, Address: to.Email}).String()},
		{"Subject", mime.QEncoding.Encode("utf-8", subject)},
		{"Date", at.UTC().Format(time.RFC1123Z)}, {"Message-ID", "<" + rand.Text() + "@" + domain + ">"},
		{"Auto-Submitted", "auto-generated"},
		{"MIME-Version", "1.0"}, {"Content-Type", "text/plain; charset=utf-8"},
		{"Content-Transfer-Encoding", "quoted-printable"},
	} {
		fmt.Fprintf(&b, "%s: %s\r\n", h[0], h[1])
	}
	b.WriteString("\r\n")
	q := quotedprintable.NewWriter(&b)
	io.WriteString(q, strings.ReplaceAll(text, "\n", "\r\n")) // into memory, which cannot fail
	_ = q.Close()
	return b.Bytes()
}
