package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"time"

	"baton/internal/account"
	"baton/internal/api"
	"baton/internal/handoff/desk"
	"baton/internal/jobs"
	"baton/internal/mail"
	"baton/internal/notify"
	"baton/internal/postgres"
	"baton/internal/privatepg"
	"baton/internal/server"
	"baton/internal/server/visit"
	"baton/web"
)

// stopWithin is how long the program takes at most to finish what is under way.
const stopWithin = 8 * time.Second

type serveCmd struct {
	Listen         string   `help:"Address to listen on." default:"127.0.0.1:8080" placeholder:"ADDRESS"`
	PublicURL      string   `help:"Public address of the portal, if it is behind a proxy." name:"public-url" placeholder:"URL"`
	TrustedProxies []string `help:"Addresses of proxies whose X-Forwarded-For is trusted, such as 127.0.0.1/32." name:"trusted-proxies" placeholder:"CIDR"`
	SMTPURL        string   `help:"SMTP server that sends Baton's mail, such as smtp://user:password@mail.example:587." name:"smtp-url" placeholder:"URL"`
	MailFrom       string   `help:"Sender address of mail, such as baton@company.example." name:"mail-from" placeholder:"ADDRESS"`
	Demo           bool     `help:"Fill an empty installation with an invented company and offer its people on the sign-in page. Only on loopback."`
	Dev            bool     `help:"Show /styleguide." hidden:""`
}

// Run serves until a signal ends it.
func (c *serveCmd) Run(e *env) error {
	if err := c.check(); err != nil {
		return err
	}
	assets := web.Assets()
	if missing := assets.Missing(); len(missing) > 0 {
		return fmt.Errorf("the program was built without its front-end files (%s and others). "+
			"Run `make assets`, then build it again", missing[0])
	}
	listener, err := net.Listen("tcp", c.Listen)
	if err != nil {
		return fmt.Errorf("cannot listen on %s; choose another address with --listen: %w", c.Listen, err)
	}
	defer listener.Close()
	db, done, err := e.open(privatepg.Start)
	if err != nil {
		return err
	}
	defer done()
	if err := db.MigrateUp(e.ctx); err != nil {
		return err
	}
	if err := c.prepare(e, db, listener.Addr()); err != nil {
		return err
	}
	return c.answer(e, db, assets, listener)
}

func (c *serveCmd) check() error {
	host, _, err := net.SplitHostPort(c.Listen)
	if err != nil {
		return fmt.Errorf("--listen must be an address such as 127.0.0.1:8080: %w", err)
	}
	if ip := net.ParseIP(host); c.Demo && host != "localhost" && (ip == nil || !ip.IsLoopback()) {
		return errors.New("--demo lets anybody in, so it works only on loopback. Use --listen 127.0.0.1:8080")
	}
	for _, prefix := range c.TrustedProxies {
		if _, err := netip.ParsePrefix(prefix); err != nil {
			return fmt.Errorf("--trusted-proxies must be prefixes such as 127.0.0.1/32: %w", err)
		}
	}
	if c.PublicURL != "" {
		if u, err := url.Parse(c.PublicURL); err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
			return errors.New("--public-url must be an address such as https://baton.example")
		}
	}
	_, err = c.sender()
	return err
}

// sender is by what mails are sent; nil where none are.
func (c *serveCmd) sender() (*mail.Sender, error) {
	switch {
	case c.SMTPURL == "" && c.MailFrom == "":
		return nil, nil
	case c.SMTPURL == "" || c.MailFrom == "":
		return nil, errors.New("mails need both --smtp-url and --mail-from")
	case c.PublicURL == "":
		return nil, errors.New("mails hold links to Baton, so --smtp-url needs --public-url too")
	}
	sender, err := mail.New(c.SMTPURL, c.MailFrom)
	if err != nil {
		return nil, fmt.Errorf("--smtp-url and --mail-from: %w", err)
	}
	return sender, nil
}

// prepare fills a demo, or prints how the first admin gets in.
func (c *serveCmd) prepare(e *env, db *postgres.DB, at net.Addr) error {
	empty, err := db.Empty(e.ctx)
	if err != nil || !empty {
		return err
	}
	if c.Demo {
		fmt.Fprintln(e.out, "Filling the demo company …")
		return fillDemo(e.ctx, db, demoLeads, demoSeed)
	}
	token := account.NewToken()
	if err := db.SetSetupToken(e.ctx, token.Hash); err != nil {
		return err
	}
	fmt.Fprintf(e.out, "There are no people yet. Open %s/setup and use the token %s\n", c.address(at), token.Secret)
	return nil
}

// address is where the portal is reached.
func (c *serveCmd) address(at net.Addr) string {
	if c.PublicURL != "" {
		return strings.TrimSuffix(c.PublicURL, "/")
	}
	return "http://" + at.String()
}

func (c *serveCmd) answer(e *env, db *postgres.DB, assets *web.AssetSet, listener net.Listener) error {
	hub := notify.NewHub()
	announcer := db.NewAnnouncer(e.log)
	hub.Tell(announcer)
	background, stopBackground := context.WithCancel(context.WithoutCancel(e.ctx))
	defer stopBackground()
	go announcer.Run(background, hub)
	go db.Follow(background, func(err error) {
		e.log.Warn("what becomes of leads could not be learned from", "error",
			err)
	})
	desk := &desk.Desk{Store: db, Nudge: hub, Now: time.Now}
	sender, err := c.sender()
	if err != nil {
		return err
	}
	var letters jobs.Letters
	if sender != nil {
		letters = &mail.Post{Sender: sender, Store: db, Portal: c.PublicURL, Log: e.log, Now: time.Now}
	}
	stopJobs, err := jobs.Start(background, db.River(), db, desk, letters, e.log)
	if err != nil {
		return err
	}
	defer stopJobs()

	closing := make(chan struct{})
	origin := ""
	if u, err := url.Parse(c.PublicURL); err == nil && c.PublicURL != "" {
		origin = u.Scheme + "://" + u.Host
	}
	s := &server.Server{
		Portal: visit.Portal{Assets: assets, Log: e.log, Now: time.Now, Demo: c.Demo,
			Secure: strings.HasPrefix(c.PublicURL, "https:"), TrustedOrigin: origin, Mails: sender != nil},
		Desk: desk, Store: &server.CachingStore{Store: postgres.NewStore(db, time.Now), Hub: hub, Now: time.Now}, Hub: hub,
		Dev: c.Dev,
		API: api.New(desk, postgres.NewStore(db, time.Now), e.log, time.Now), TrustedProxies: c.TrustedProxies,
		Closing: closing,
	}
	web := &http.Server{Handler: s.Handler(), ReadHeaderTimeout: 10 * time.Second, ReadTimeout: time.Minute,
		WriteTimeout: 2 * time.Minute, IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 32 << 10}
	failed := make(chan error, 1)
	go func() { failed <- web.Serve(listener) }()
	fmt.Fprintf(e.out, "ready on %s\n", c.address(listener.Addr()))
	select {
	case err := <-failed:
		return err
	case <-e.ctx.Done():
	}
	close(closing)
	ctx, cancel := context.WithTimeout(background, stopWithin)
	defer cancel()
	return web.Shutdown(ctx)
}
