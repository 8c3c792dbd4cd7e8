package database

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"log/slog"
	"time"

	"github.com/jackc/pgx/v5"

	"baton/internal/notify"
)

// channel is where the nodes tell each other what changed.
const channel = "baton_nudge"

// gather is how long nudges gather before they are told to other nodes in one NOTIFY, which never is part of a
// transaction that writes: that would make commits wait for each other.
const gather = 40 * time.Millisecond

// mostNudges is how many nudges one NOTIFY carries; beyond it the others are told to look at everything. A payload
// holds 8,000 bytes.
const mostNudges = 60

// Announcer tells other nodes what changed on this one, and hears what they say.
type Announcer struct {
	db   *DB
	node string
	out  chan notify.Nudge
	log  *slog.Logger
}

// message is one NOTIFY.
type message struct {
	Node   string         `json:"n"`
	Nudges []notify.Nudge `json:"c"`
}

// NewAnnouncer makes the announcer of this node; Run makes it work.
func (db *DB) NewAnnouncer(log *slog.Logger) *Announcer {
	return &Announcer{db: db, node: rand.Text()[:12], out: make(chan notify.Nudge, 1024), log: log}
}

// Announce implements notify.Announcer. When too much gathers, nudges are dropped: screens look again every 30 seconds
// anyway.
func (a *Announcer) Announce(n notify.Nudge) {
	select {
	case a.out <- n:
	default:
	}
}

// Ear is who is told what other nodes say.
type Ear interface {
	// Deliver takes what another node said; a nudge without a lead after each reconnect.
	Deliver(notify.Nudge)
	// Hears is told when the line to the others is there, and when it is not.
	Hears(others bool)
}

// Run tells and hears until ctx ends.
func (a *Announcer) Run(ctx context.Context, ear Ear) {
	go a.tell(ctx)
	for ctx.Err() == nil {
		if err := a.hear(ctx, ear); err != nil && ctx.Err() == nil {
			a.log.Warn("the line to the other nodes broke", "error", err)
		}
		select {
		case <-ctx.Done():
		case <-time.After(time.Second):
		}
	}
}

func (a *Announcer) tell(ctx context.Context) {
	for {
		var m message
		select {
		case <-ctx.Done():
			return
		case n := <-a.out:
			m = message{a.node, []notify.Nudge{n}}
		}
		m.Nudges = append(m.Nudges, a.gathered(ctx)...)
		if len(m.Nudges) > mostNudges {
			m.Nudges = []notify.Nudge{{}}
		}
		payload, err := json.Marshal(m)
		if err == nil {
			_, err = a.db.Pool.Exec(ctx, "SELECT pg_notify($1, $2)", channel, string(payload))
		}
		if err != nil && ctx.Err() == nil {
			a.log.Warn("other nodes could not be told of a change", "error", err)
		}
	}
}

func (a *Announcer) gathered(ctx context.Context) (all []notify.Nudge) {
	wait := time.After(gather)
	for {
		select {
		case n := <-a.out:
			all = append(all, n)
		case <-wait:
			return all
		case <-ctx.Done():
			return all
		}
	}
}

func (a *Announcer) hear(ctx context.Context, ear Ear) error {
	conn, err := pgx.ConnectConfig(ctx, a.db.Pool.Config().ConnConfig)
	if err != nil {
		return err
	}
	defer conn.Close(context.WithoutCancel(ctx))
	if _, err := conn.Exec(ctx, "LISTEN "+channel); err != nil {
		return err
	}
	ear.Hears(true)
	defer ear.Hears(false)
	ear.Deliver(notify.Nudge{})
	for {
		heard, err := conn.WaitForNotification(ctx)
		if err != nil {
			return err
		}
		var m message
		if json.Unmarshal([]byte(heard.Payload), &m) != nil || m.Node == a.node {
			continue
		}
		for _, n := range m.Nudges {
			ear.Deliver(n)
		}
	}
}
