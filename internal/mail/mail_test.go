package mail

import (
	"context"
	"crypto/tls"
	"io"
	"mime/quotedprintable"
	"net/mail"
	"strings"
	"testing"
	"time"

	"baton/internal/account"
	"baton/internal/mail/mailtest"
)

var now = time.Date(2026, 11, 3, 10, 0, 0, 0, time.UTC)

// sender is one that knows the certificate of a server.
func sender(t *testing.T, server *mailtest.Server, url string) *Sender {
	t.Helper()
	s, err := New(url, "Baton <baton@company.example>")
	if err != nil {
		t.Fatal(err)
	}
	if server.Roots != nil {
		s.roots = &tls.Config{RootCAs: server.Roots}
	}
	return s
}

func TestAMailArrivesAsItWasWritten(t *testing.T) {
	to := account.Person{Name: "Zoë Müller, Ltd", Email: "zoe@company.example"}
	const text = "Hallo Zoë,\n\n.a dot first = an equals sign\nhttps://baton.example/password/" +
		"ABCDEFGHIJKLMNOPQRSTUVWXYZABCDEFGHIJKLMNOPQRSTUVWXYZ\n"
	for _, c := range []struct {
		name      string
		options   mailtest.Options
		scheme    string
		encrypted bool
	}{
		{"without TLS, on this machine", mailtest.Options{}, "smtp://", false},
		{"with STARTTLS", mailtest.Options{TLS: true}, "smtp://", true},
		{"with TLS from the start", mailtest.Options{Implicit: true}, "smtps://", true},
		{"with a password", mailtest.Options{TLS: true, User: "baton", Password: "p@ss/word"}, "smtp://baton:p%40ss%2Fword@",
			true},
	} {
		t.Run(c.name, func(t *testing.T) {
			server := mailtest.Start(t, c.options)
			if err := sender(t, server, c.scheme+server.Address).Send(context.Background(), to, "Ein neues Paßwort", text,
				now); err != nil {
				t.Fatal(err)
			}
			taken := server.Taken()
			if len(taken) != 1 || taken[0].From != "baton@company.example" || taken[0].To != "zoe@company.example" ||
				taken[0].Encrypted != c.encrypted || taken[0].User != c.options.User {
				t.Fatalf("it took %+v", taken)
			}
			header := taken[0].Message.Header
			if who, err := mail.ParseAddress(header.Get("To")); err != nil || who.Name != to.Name || who.Address != to.Email {
				t.Errorf("it is to %q", header.Get("To"))
			}
			if date, err := header.Date(); err != nil || !date.Equal(now) {
				t.Errorf("it is of %v, %v", date, err)
			}
			if body, err := io.ReadAll(quotedprintable.NewReader(taken[0].Message.Body)); err != nil ||
				strings.ReplaceAll(string(body), "\r\n", "\n") != text {
				t.Errorf("it says %q, %v", body, err)
			}
			for _, line := range strings.Split(string(taken[0].Body), "\r\n") {
				if len(line) > 200 || strings.ContainsFunc(line, func(r rune) bool { return r > 126 }) {
					t.Errorf("this line is not for every server: %q", line)
				}
			}
		})
	}
}

func TestAMailThatCannotBeSentIsAnError(t *testing.T) {
	to := account.Person{Name: "Zoë", Email: "zoe@company.example"}
	plain, locked, encrypted := mailtest.Start(t, mailtest.Options{}),
		mailtest.Start(t, mailtest.Options{User: "baton", Password: "right"}), mailtest.Start(t, mailtest.Options{TLS: true})
	away := mailtest.Start(t, mailtest.Options{})
	away.Refuse(true)
	strict := sender(t, plain, "smtp://"+plain.Address)
	strict.tls = startTLS
	untrusting, err := New("smtp://"+encrypted.Address, "baton@company.example")
	if err != nil {
		t.Fatal(err)
	}
	gone, stop := context.WithCancel(context.Background())
	stop()
	for _, c := range []struct {
		name   string
		ctx    context.Context
		sender *Sender
		to     account.Person
	}{
		{"a server without TLS elsewhere", context.Background(), strict, to},
		{"a certificate that nobody knows", context.Background(), untrusting, to},
		{"a wrong password", context.Background(), sender(t, locked, "smtp://baton:wrong@"+locked.Address), to},
		{"a server that takes nothing", context.Background(), sender(t, away, "smtp://"+away.Address), to},
		{"nobody there", context.Background(), sender(t, away, "smtp://127.0.0.1:1"), to},
		{"no time left", gone, sender(t, plain, "smtp://"+plain.Address), to},
		{"a second header in the address", context.Background(), sender(t, plain, "smtp://"+plain.Address),
			account.Person{Email: "zoe@company.example\r\nBcc: all@company.example"}},
	} {
		if err := c.sender.Send(c.ctx, c.to, "Hello", "Hello", now); err == nil {
			t.Errorf("%s: it was sent", c.name)
		}
	}
	if n := len(plain.Taken()) + len(locked.Taken()) + len(encrypted.Taken()) + len(away.Taken()); n != 0 {
		t.Errorf("%d mails arrived", n)
	}
	if err := sender(t, plain, "smtp://"+plain.Address).Send(context.Background(),
		account.Person{Name: "Zoë\r\nBcc: all@company.example", Email: to.Email}, "Hello", "Hello", now); err != nil {
		t.Fatal(err)
	}
	if taken := plain.Taken(); len(taken) != 1 || taken[0].Message.Header.Get("Bcc") != "" {
		t.Errorf("a name adds a header: %+v", taken)
	}
}

func TestTheAddressOfTheServerIsChecked(t *testing.T) {
	for _, c := range []struct {
		server, from string
		fine         bool
	}{
		{"smtp://mail.example", "baton@company.example", true},
		{"smtps://user:secret@mail.example:465", "Baton <baton@company.example>", true},
		{"smtp://mail.example?tls=optional", "baton@company.example", true},
		{"smtp://mail.example?tls=never", "baton@company.example", false},
		{"mail.example:25", "baton@company.example", false},
		{"http://mail.example", "baton@company.example", false},
		{"smtp://", "baton@company.example", false},
		{"smtp://mail.example", "", false},
		{"smtp://mail.example", "baton", false},
	} {
		if _, err := New(c.server, c.from); (err == nil) != c.fine {
			t.Errorf("%q from %q: %v", c.server, c.from, err)
		} else if err != nil && strings.Contains(err.Error(), "secret") {
			t.Errorf("the error holds the password: %v", err)
		}
	}
}
