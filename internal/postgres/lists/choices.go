package lists

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"baton/internal/account"
	"baton/internal/errs"
	"baton/internal/lead"
	"baton/internal/postgres/database"
	"baton/internal/postgres/inforce"
	"baton/internal/worklist"
)

// Choices are the sources, campaigns and personas that a form offers.
func (db *Store) Choices(ctx context.Context) (c worklist.Choices, err error) {
	var batch pgx.Batch
	batch.Queue(`
		SELECT id, name FROM sources WHERE retired_at IS NULL
		ORDER BY sort_key(name)`).Query(func(rows pgx.Rows) (err error) {
		c.Sources, err = pgx.CollectRows(rows, pgx.RowToStructByPos[lead.Source])
		return err
	})
	batch.Queue(`
		SELECT id, name, coalesce(source_id, 0), false, version FROM campaigns WHERE retired_at IS NULL
		ORDER BY sort_key(name)`).Query(func(rows pgx.Rows) (err error) {
		c.Campaigns, err = pgx.CollectRows(rows, pgx.RowToStructByPos[lead.Campaign])
		return err
	})
	batch.Queue("SELECT " + inforce.PersonaColumns +
		" FROM personas p WHERE p.retired_at IS NULL ORDER BY sort_key(p.name)").Query(func(rows pgx.Rows) (err error) {
		c.Personas, err = pgx.CollectRows(rows, inforce.ScanPersona)
		return err
	})
	return c, database.Classify(db.Pool.SendBatch(ctx, &batch).Close())
}

// KnownCompany is the latest lead of a company that by may see, nil when there is none.
func (db *Store) KnownCompany(ctx context.Context, by account.Person, key string) (*worklist.ListedLead, error) {
	rows, err := db.Pool.Query(ctx,
		database.InlineScope(by, "SELECT "+ListedColumns(scoreNow)+" FROM leads l"+LatestHandoff+ListedJoins+`
		WHERE l.company_key = @key AND @key <> '' AND l.stage NOT IN ('merged', 'erased') AND `+SeesLeadBesides+`
		ORDER BY h.verdict = 'accepted' DESC NULLS LAST, l.id DESC
		LIMIT 1`), database.WithArgs(database.Visibility(by), pgx.NamedArgs{"key": key}))
	if err != nil {
		return nil, database.Classify(err)
	}
	found, err := pgx.CollectExactlyOneRow(rows, scanListed)
	if errors.Is(database.Classify(err), errs.NotFound) {
		return nil, nil
	}
	return &found, database.Classify(err)
}

// countsSQL counts what waits for a person, but no further than @most. What is not theirs to do is 0.
func countsSQL(by account.Person) string {
	queue, mine, waiting, returned := "0", "0", "0", "0"
	unread := database.CountUpTo("SELECT FROM notifications n WHERE n.person_id = @me AND n.read_at IS NULL")
	if by.Sells() {
		queue = countTheirs(worklist.MyTeam)
		mine = database.CountUpTo(`
			SELECT FROM handoffs h WHERE h.owner_id = @me AND h.verdict = 'accepted' AND h.outcome IS NULL`)
	}
	if by.Markets() {
		waiting = whose(worklist.SubmissionsOf(by),
			database.CountUpTo("SELECT FROM leads l WHERE "+submissionViews["waiting"]))
		returned = whose(worklist.OfMyTeam,
			database.CountUpTo("SELECT FROM leads l WHERE "+submissionViews["returned"])+" + "+
				database.CountUpTo("SELECT FROM leads l WHERE "+submissionViews["asked"]))
	}
	return database.InlineScope(by, "SELECT "+strings.Join([]string{queue, mine, waiting, returned, unread}, ", "))
}

// Counts are how much waits for by.
func (db *Store) Counts(ctx context.Context, by account.Person, at time.Time) (c worklist.Counts, err error) {
	err = db.Pool.QueryRow(ctx, countsSQL(by),
		database.WithArgs(database.Visibility(by), pgx.NamedArgs{"at": at})).Scan(&c.Queue, &c.Mine, &c.Waiting, &c.Returned,
		&c.Unread)
	return c, database.Classify(err)
}
