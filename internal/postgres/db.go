// Package postgres holds all SQL: what Baton keeps, and every question that it asks of it.
package postgres

import (
	"context"
	"errors"
	"fmt"
	"net"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"

	"baton/internal/account"
	"baton/internal/errs"
	"baton/internal/handoff"
	"baton/internal/scoring/prospect"
)

// DB is the database of one installation.
type DB struct {
	pool   *pgxpool.Pool
	books  atomic.Pointer[handoff.Books]
	latest atomic.Pointer[booksVersion]

	live      prospect.Live // what was learned of what becomes of leads
	following sync.Mutex    // held by who teaches it

	seesMany sync.Map // until when somebody is known to see more than seenFew leads: time.Time by account.PersonID
}

// Open connects to the Postgres that url names and checks that it answers.
func Open(ctx context.Context, url string) (*DB, error) { return OpenTraced(ctx, url, nil) }

// OpenTraced is Open with a tracer that is told of every statement.
func OpenTraced(ctx context.Context, url string, tracer pgx.QueryTracer) (*DB, error) {
	config, err := pgxpool.ParseConfig(url)
	if err != nil {
		return nil, fmt.Errorf("the database address cannot be read: %w", err)
	}
	if !strings.Contains(url, "pool_max_conns") {
		config.MaxConns = 24
	}
	config.MinConns = 2
	config.ConnConfig.Tracer = tracer
	config.MaxConnIdleTime = 5 * time.Minute
	config.HealthCheckPeriod = 5 * time.Second
	if !strings.Contains(url, "connect_timeout") {
		config.ConnConfig.ConnectTimeout = 2 * time.Second
	}
	config.ConnConfig.RuntimeParams["application_name"] = "baton"
	pool, err := pgxpool.NewWithConfig(ctx, config)
	if err != nil {
		return nil, err
	}
	if err := pool.Ping(ctx); err != nil {
		pool.Close()
		return nil, fmt.Errorf("the database does not answer: %w", err)
	}
	return &DB{pool: pool}, nil
}

// Close ends all connections, once those in use are back.
func (db *DB) Close() { db.pool.Close() }

// Ready answers Unavailable unless the database takes writes.
func (db *DB) Ready(ctx context.Context) error {
	var readOnly string
	if err := db.pool.QueryRow(ctx, "SHOW transaction_read_only").Scan(&readOnly); err != nil {
		return classify(err)
	}
	if readOnly == "on" {
		return fmt.Errorf("the database accepts no writes: %w", errs.Unavailable)
	}
	return nil
}

// classify wraps err with the kind of failure it is for a caller: NotFound for no row, Unavailable for a database that is away, Conflict for
// two transactions that met.
func classify(err error) error {
	var pg *pgconn.PgError
	var connect *pgconn.ConnectError
	var network net.Error
	switch {
	case err == nil:
		return nil
	case errors.Is(err, pgx.ErrNoRows):
		return fmt.Errorf("%w: %w", errs.NotFound, err)
	case errors.As(err, &connect):
		return fmt.Errorf("%w: %w", errs.Unavailable, err)
	case errors.As(err, &pg):
		return classifyCode(pg, err)
	case errors.As(err, &network), pgconn.Timeout(err), errors.Is(err, context.DeadlineExceeded),
		strings.Contains(err.Error(), "conn closed"), strings.Contains(err.Error(), "unexpected EOF"), strings.Contains(err.Error(), "closed pool"):
		return fmt.Errorf("%w: %w", errs.Unavailable, err)
	}
	return err
}

func classifyCode(pg *pgconn.PgError, err error) error {
	switch {
	case pg.Code == "40001" || pg.Code == "40P01":
		return fmt.Errorf("%w: %w", errs.Conflict, err)
	case pg.Code == "57014", pg.Code == "25006", strings.HasPrefix(pg.Code, "08"), strings.HasPrefix(pg.Code, "53"), strings.HasPrefix(pg.Code, "57P"):
		return fmt.Errorf("%w: %w", errs.Unavailable, err)
	}
	return err
}

// violates reports whether err is the violation of the constraint called name.
func violates(err error, name string) bool {
	var pg *pgconn.PgError
	return errors.As(err, &pg) && pg.ConstraintName == name
}

// visibility is what by may see, as arguments of a query that has one of the conditions below in it.
func visibility(by account.Person) pgx.NamedArgs {
	teams := make([]int64, len(by.Teams))
	for i, t := range by.Teams {
		teams[i] = int64(t.ID)
	}
	return pgx.NamedArgs{"everything": by.Role == account.Admin, "referee": by.Role == account.Manager, "me": int64(by.ID), "teams": teams}
}

// with adds arguments to those of visibility.
func with(args pgx.NamedArgs, more pgx.NamedArgs) pgx.NamedArgs {
	for name, value := range more {
		args[name] = value
	}
	return args
}

// inlineScope writes into sql what is fixed about by: whether they see everything, whether their list of leads is their team's or their own, and
// which teams t are theirs. Limits are written in too: a plan that is kept must know how little is wanted.
// Postgres plans each kind of list on its own then, by the index that fits it.
func inlineScope(by account.Person, sql string) string {
	everything, referee, captured, theirs := "false", strconv.FormatBool(by.Role == account.Manager), "l.created_by = @me", "unnest(@teams::bigint[]) AS t (id)"
	switch own := slices.DeleteFunc(slices.Clone(by.Teams), func(t account.Membership) bool { return t.Side != account.Marketing }); len(own) {
	case 0:
	case 1: // one team's leads lie in order in an index, those of several do not
		captured = fmt.Sprintf("l.marketing_team_id = %d", own[0].ID)
	default:
		captured = "l.marketing_team_id = ANY(@teams)"
	}
	if by.Role == account.Admin {
		everything, captured, theirs = "true", "true", "teams AS t"
	}
	return strings.NewReplacer("@everything", everything, "@referee", referee, "@captured", captured, "@theirs", theirs,
		"@limit", strconv.Itoa(handoff.PageSize+1), "@most", strconv.Itoa(most)).Replace(sql)
}

// Which rows a person may see. A handoff shows itself to both of its teams, its author and its owner, and to every manager while it waits for
// a ruling, which a manager of neither team gives; a lead to whoever may see one of its handoffs, to its author and to its marketing team.
const (
	seesHandoff = `(@everything OR h.team_id = ANY(@teams) OR h.marketing_team_id = ANY(@teams) OR h.owner_id = @me OR h.submitted_by = @me
		OR @referee AND EXISTS (SELECT FROM disputes d WHERE d.handoff_id = h.id AND (d.ruling IS NULL OR d.ruled_by = @me)))`
	seesLead = `(@everything OR l.marketing_team_id = ANY(@teams) OR l.created_by = @me OR EXISTS (
		SELECT FROM handoffs h WHERE h.lead_id = l.id AND ` + seesHandoff + `))`
)
