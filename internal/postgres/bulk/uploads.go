package bulk

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype/zeronull"

	"baton/internal/account"
	"baton/internal/errs"
	"baton/internal/intake"
	"baton/internal/postgres/database"
	"baton/internal/worklist"
)

// uploadPart is how much of a file one row holds.
const uploadPart = 1 << 20

// KeepUpload keeps a file until it is imported, a day at most, and gives the import its number.
func (db *Store) KeepUpload(
	ctx context.Context, by account.Person, u intake.Upload, file io.Reader,
) (id int64, err error) {
	err = pgx.BeginFunc(ctx, db.Pool, func(tx pgx.Tx) error {
		err := tx.QueryRow(ctx, `
			INSERT INTO imports (name, file_hash, source, campaign, imported_by, uploaded_at, reading)
			VALUES ($1, '', $2, $3, $4, $5, $6)
			RETURNING id`,
			u.Name, u.Source, u.Campaign, zeronull.Int8(by.ID), u.Uploaded, u.Reading).Scan(&id)
		if err != nil {
			return err
		}
		sum, size, lines := sha256.New(), 0, 0
		part := make([]byte, uploadPart)
		for n := 0; ; n++ {
			got, err := io.ReadFull(file, part)
			if got > 0 {
				sum.Write(part[:got])
				size, lines = size+got, lines+bytes.Count(part[:got], []byte("\n"))
				if _, err := tx.Exec(ctx, "INSERT INTO import_files (import_id, part, content) VALUES ($1, $2, $3)", id, n,
					part[:got]); err != nil {
					return err
				}
			}
			if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
				break
			}
			if err != nil {
				return fmt.Errorf("read the upload: %w", err)
			}
		}
		_, err = tx.Exec(ctx, "UPDATE imports SET file_hash = $2, bytes = $3, lines = $4 WHERE id = $1", id,
			hex.EncodeToString(sum.Sum(nil)), size, lines)
		return err
	})
	return id, database.Classify(err)
}

// seesImport is which imports by may see: their own, and for a manager those of their teams.
const seesImport = `(@everything OR i.imported_by = @me
	OR @manages AND EXISTS (SELECT FROM memberships m WHERE m.person_id = i.imported_by AND m.team_id = ANY(@teams)))`

func importVisibility(by account.Person, more pgx.NamedArgs) pgx.NamedArgs {
	return database.WithArgs(database.WithArgs(database.Visibility(by),
		pgx.NamedArgs{"manages": by.Role == account.Manager}), more)
}

// uploadFields are an import i of a person p, without its problems, and where it goes.
func uploadFields(u *intake.Upload) database.Columns {
	return database.Columns{
		{SQL: "i.id", To: &u.ID},
		{SQL: "i.name", To: &u.Name},
		{SQL: "i.file_hash", To: &u.Hash},
		{SQL: "i.bytes", To: &u.Bytes},
		{SQL: "i.lines", To: &u.Lines},
		{SQL: "i.line", To: &u.Line},
		{SQL: "i.mapping", To: &u.Mapping},
		{SQL: "i.reading", To: &u.Reading},
		{SQL: "i.heading", To: &u.Heading},
		{SQL: "i.source", To: &u.Source},
		{SQL: "i.campaign", To: &u.Campaign},
		{SQL: "i.imported_by", To: database.Zero(&u.By)},
		{SQL: "coalesce(p.name, '')", To: &u.ByName},
		{SQL: "i.uploaded_at", To: &u.Uploaded},
		{SQL: "i.started_at", To: database.ZeroTime(&u.Started)},
		{SQL: "i.moved_at", To: database.ZeroTime(&u.Moved)},
		{SQL: "i.finished_at", To: database.ZeroTime(&u.Finished)},
		{SQL: "i.rows", To: &u.Result.Rows},
		{SQL: "i.added", To: &u.Result.Added},
		{SQL: "i.completed", To: &u.Result.Completed},
		{SQL: "i.touched", To: &u.Result.Touched},
		{SQL: "i.skipped", To: &u.Result.Skipped},
		{SQL: "i.known", To: &u.Known},
		{SQL: "i.refused", To: &u.Result.Refused},
		{SQL: "NOT EXISTS (SELECT FROM import_files f WHERE f.import_id = i.id)", To: &u.FileIsGone},
	}
}

var uploadColumns = uploadFields(&intake.Upload{}).SQL()

// Upload is an import with its problems. NotFound when by may not see it.
func (db *Store) Upload(ctx context.Context, by account.Person, id int64) (u intake.Upload, err error) {
	err = db.Pool.QueryRow(ctx, `
		SELECT `+uploadColumns+`, i.problems FROM imports i LEFT JOIN people p ON p.id = i.imported_by
		WHERE i.id = @id AND `+seesImport,
		importVisibility(by, pgx.NamedArgs{"id": id})).Scan(append(uploadFields(&u).To(), &u.Result.Problems)...)
	u.Result.Import = u.ID
	return u, database.Classify(err)
}

// Uploads is a page of the imports that by may see, the newest first. before is the last of the page before, 0 for the
// first page; more is set when there are others after it.
func (db *Store) Uploads(
	ctx context.Context, by account.Person, before int64,
) (page []intake.Upload, more bool, err error) {
	rows, err := db.Pool.Query(ctx, "SELECT "+uploadColumns+` FROM imports i LEFT JOIN people p ON p.id = i.imported_by
		WHERE (@before = 0 OR i.id < @before) AND i.started_at IS NOT NULL AND `+seesImport+`
		ORDER BY i.id DESC
		LIMIT @limit`, importVisibility(by, pgx.NamedArgs{"before": before, "limit": worklist.PageSize + 1}))
	if err != nil {
		return nil, false, database.Classify(err)
	}
	page, err = pgx.CollectRows(rows, func(row pgx.CollectableRow) (u intake.Upload, err error) {
		err = row.Scan(uploadFields(&u).To()...)
		return u, err
	})
	if more = len(page) > worklist.PageSize; more {
		page = page[:worklist.PageSize]
	}
	return page, more, database.Classify(err)
}

// SaveReading keeps how an upload is read and what its columns become, before it is imported. Conflict when its import
// has begun.
func (db *Store) SaveReading(ctx context.Context, by account.Person, u intake.Upload) error {
	tag, err := db.Pool.Exec(ctx, `
		UPDATE imports i SET mapping = @mapping, reading = @reading, known = @known
		WHERE i.id = @id AND i.started_at IS NULL AND `+seesImport,
		importVisibility(by, pgx.NamedArgs{"id": u.ID, "mapping": u.Mapping, "reading": u.Reading, "known": u.Known}))
	if err == nil && tag.RowsAffected() == 0 {
		return errStarted
	}
	return database.Classify(err)
}

var errStarted = errs.Say(errs.Conflict,
	"This file is being imported or was already imported. Check its page again.")

// StartUpload notes how an upload is read, what its columns become, and that its import begins. Conflict when it has
// begun, or when the same file was imported with the same columns before.
func (db *Store) StartUpload(ctx context.Context, by account.Person, u intake.Upload, at time.Time) error {
	tag, err := db.Pool.Exec(ctx, `
		UPDATE imports i SET mapping = @mapping, reading = @reading, known = @known, run_hash = @key, started_at = @at,
			moved_at = now()
		WHERE i.id = @id AND i.started_at IS NULL AND `+seesImport,
		importVisibility(by, pgx.NamedArgs{"id": u.ID, "mapping": u.Mapping, "reading": u.Reading, "key": u.Key(),
			"known": u.Known, "at": at}))
	switch {
	case database.Violates(err, "imports_one_per_run"):
		return errs.Say(errs.Conflict,
			"This file was already imported with the same columns. See the result in the list of imports.")
	case err != nil:
		return database.Classify(err)
	case tag.RowsAffected() == 0:
		return errStarted
	}
	return nil
}

// UploadedFile reads a file that was kept, part by part.
func (db *Store) UploadedFile(ctx context.Context, id int64) io.Reader {
	return &uploadedFile{ctx: ctx, db: db, id: id}
}

type uploadedFile struct {
	ctx  context.Context
	db   *Store
	id   int64
	next int
	part []byte
}

func (f *uploadedFile) Read(p []byte) (int, error) {
	if len(f.part) == 0 {
		err := f.db.Pool.QueryRow(f.ctx, "SELECT content FROM import_files WHERE import_id = $1 AND part = $2", f.id,
			f.next).Scan(&f.part)
		if errors.Is(err, pgx.ErrNoRows) {
			return 0, io.EOF
		}
		if err != nil {
			return 0, database.Classify(err)
		}
		f.next++
	}
	n := copy(p, f.part)
	f.part = f.part[n:]
	return n, nil
}

// TidyImports deletes files that were uploaded more than a day ago, uploads that were never imported, and after 30 days
// what imports noted

// QueueTidy removes uploads that nobody started, files after a day, and problems after a month.
func QueueTidy(batch *pgx.Batch, at time.Time) {
	batch.Queue("DELETE FROM imports WHERE started_at IS NULL AND uploaded_at < $1", at.AddDate(0, 0, -1))
	batch.Queue("DELETE FROM import_files f USING imports i WHERE i.id = f.import_id AND i.uploaded_at < $1",
		at.AddDate(0, 0, -1))
	batch.Queue("DELETE FROM import_refusals r USING imports i WHERE i.id = r.import_id AND i.uploaded_at < $1",
		at.AddDate(0, 0, -30))
	batch.Queue("UPDATE imports SET problems = '[]' WHERE uploaded_at < $1 AND problems <> '[]'", at.AddDate(0, 0, -30))
}
