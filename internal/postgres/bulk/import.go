package bulk

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype/zeronull"

	"baton/internal/account"
	"baton/internal/errs"
	"baton/internal/intake"
	"baton/internal/policy"
	"baton/internal/postgres/database"
)

// importChunk is how many rows one transaction of an import takes.
const importChunk = 4_000

// Import keeps rows as leads, in the order in which they come: a row that is a known lead, as identity.Identity tells
// it, becomes a new touch of that lead and fills in what it lacks; every other row becomes a new lead. Each chunk of
// rows is one transaction that also notes how far the import is, so that an import that was broken off goes on where it
// was, and one that is sent again adds nothing. progress, which may be nil, hears of each chunk. Forbidden for reps.
func (db *Store) Import(
	ctx context.Context, by account.Person, rows iter.Seq2[intake.Enquiry, error], o intake.Run,
	progress func(intake.Result),
) (intake.Result, error) {
	if !by.Has(account.Marketer, account.Manager, account.Admin) {
		return intake.Result{}, errs.Say(errs.Forbidden, "Only marketing and managers can import leads.")
	}
	im, err := db.beginImport(ctx, by, o)
	if err != nil {
		return intake.Result{}, err
	}
	if progress != nil {
		im.progress = progress
	}
	for chunk, err := range inChunks(ctx, rows, importChunk) {
		if err != nil {
			return im.result, fmt.Errorf("read the file: %w", err)
		}
		if err := im.keep(ctx, chunk); err != nil {
			return im.result, im.fail(ctx, err)
		}
	}
	return im.result, im.finish(ctx)
}

// importing is one run of an import.
type importing struct {
	db       *Store
	by       account.Person
	o        intake.Run
	policy   *policy.Policy
	result   intake.Result
	progress func(intake.Result)
	names    names
	seen     *crowd // of a dry run, whom its rows have met so far
	months   map[string]bool
}

func (db *Store) beginImport(ctx context.Context, by account.Person, o intake.Run) (*importing, error) {
	policy, err := db.policy.Policy(ctx)
	if err != nil {
		return nil, err
	}
	if o.Team == 0 {
		o.Team = by.Team(account.Marketing).ID
	}
	im := &importing{db: db, by: by, o: o, policy: policy, progress: func(intake.Result) {}, seen: newCrowd(o.Known),
		months: map[string]bool{}}
	if err := im.names.read(ctx, db.Pool); err != nil {
		return nil, database.Classify(err)
	}
	if o.DryRun {
		return im, nil
	}
	id, err := db.startImport(ctx, by, o)
	im.result.Import = id
	return im, err
}

// startImport notes that an import runs; the import that had the same key is gone on with.
func (db *Store) startImport(ctx context.Context, by account.Person, o intake.Run) (id int64, err error) {
	if o.Import != 0 {
		err = db.Pool.QueryRow(ctx, `
			UPDATE imports SET started_at = coalesce(started_at, @at), moved_at = now(), run_hash = @key, known = @known,
				heading = @heading
			WHERE id = @id
			RETURNING id`, pgx.NamedArgs{"id": o.Import, "at": o.At, "key": o.Key, "known": o.Known,
			"heading": headingOf(o)}).Scan(&id)
		return id, database.Classify(err)
	}
	err = db.Pool.QueryRow(ctx, `
		INSERT INTO imports (name, file_hash, run_hash, bytes, imported_by, uploaded_at, started_at, moved_at, known,
			heading)
		VALUES (@name, @key, @key, @bytes, @by, @at, @at, now(), @known, @heading)
		ON CONFLICT (run_hash) DO UPDATE SET moved_at = now()
		RETURNING id`, pgx.NamedArgs{"name": o.Name, "key": o.Key, "bytes": o.Bytes, "by": zeronull.Int8(by.ID),
		"at": o.At, "known": o.Known, "heading": headingOf(o)}).Scan(&id)
	return id, database.Classify(err)
}

func headingOf(o intake.Run) []string {
	if o.Heading == nil {
		return []string{}
	}
	return o.Heading
}

// keep takes one chunk. What another transaction was in the way of is tried again.
func (im *importing) keep(ctx context.Context, chunk []intake.Enquiry) error {
	if err := im.prepare(ctx, chunk); err != nil {
		return database.Classify(err)
	}
	var err error
	for range database.Tries {
		var next intake.Result
		if next, err = im.keepOnce(ctx, chunk); err == nil {
			im.result = next
			im.progress(next)
			return nil
		}
		if !database.IsRetryable(err) && !taken(err) && !errors.Is(err, errChanged) {
			break
		}
	}
	return database.Classify(err)
}

// taken reports that another transaction added one of the same people first: the next try finds them.
func taken(err error) bool {
	return database.Violates(err, "leads_one_per_email") || database.Violates(err, "leads_one_per_external_id")
}

// prepare makes what the rows refer to: sources, campaigns and months for their events. It does so apart from the
// chunk, since others wait for those rows.
func (im *importing) prepare(ctx context.Context, chunk []intake.Enquiry) error {
	if im.o.DryRun {
		im.names.pretend(chunk)
		return nil
	}
	if err := im.names.make(ctx, im.db.Pool, chunk); err != nil {
		return err
	}
	for _, row := range chunk {
		month := row.Lead.CreatedAt.UTC().Format("2006-01")
		if row.Refused || row.Aside || im.months[month] {
			continue
		}
		if err := im.db.eventMonths(ctx, row.Lead.CreatedAt, row.Lead.CreatedAt); err != nil {
			return err
		}
		im.months[month] = true
	}
	return nil
}

// eventMonths makes the partitions of events from first to last. Another node may make one at the same moment: then the
// next try finds it.
func (db *Store) eventMonths(ctx context.Context, first, last time.Time) (err error) {
	for range database.Tries {
		if _, err = db.Pool.Exec(ctx, "SELECT make_event_months($1, $2)", first.UTC(), last.UTC()); err == nil {
			return nil
		}
	}
	return err
}

func (im *importing) keepOnce(ctx context.Context, chunk []intake.Enquiry) (next intake.Result, err error) {
	next = im.result
	next.Problems = next.Problems[:len(next.Problems):len(next.Problems)]
	err = pgx.BeginFunc(ctx, im.db.Pool, func(tx pgx.Tx) error {
		step := &importStep{im: im, tx: tx, result: &next}
		if !im.o.DryRun {
			done, err := im.lock(ctx, tx)
			if err != nil {
				return err
			}
			step.done = done
		}
		return step.run(ctx, chunk)
	})
	return next, err
}

// lock holds the import, so that two runs of it take turns, and tells the last line that is done.
func (im *importing) lock(ctx context.Context, tx pgx.Tx) (done int, err error) {
	err = tx.QueryRow(ctx, "SELECT line FROM imports WHERE id = $1 FOR UPDATE", im.result.Import).Scan(&done)
	return done, err
}

// fail notes why an import ended that cannot go on: with a file that is not taken, and not with a database that is
// away.
func (im *importing) fail(ctx context.Context, why error) error {
	words := errs.Words(why)
	if !errors.Is(why, errs.Invalid) || words == "" || im.o.DryRun {
		return why
	}
	_, err := im.db.Pool.Exec(ctx, "UPDATE imports SET problems = problems || $2::jsonb WHERE id = $1", im.result.Import,
		[]intake.Problem{{Line: im.result.Rows + 2, Words: words, Refused: true}})
	return errors.Join(why, database.Classify(err), im.finish(ctx))
}

// finish notes that an import is done; its file is not needed any more.
func (im *importing) finish(ctx context.Context) error {
	if im.o.DryRun {
		return nil
	}
	var batch pgx.Batch
	batch.Queue("UPDATE imports SET finished_at = coalesce(finished_at, now()), moved_at = now() WHERE id = $1",
		im.result.Import)
	batch.Queue("DELETE FROM import_files WHERE import_id = $1", im.result.Import)
	return database.Classify(im.db.Pool.SendBatch(ctx, &batch).Close())
}
