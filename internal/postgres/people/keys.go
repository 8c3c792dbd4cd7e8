package people

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype/zeronull"

	"baton/internal/account"
	"baton/internal/errs"
	"baton/internal/postgres/database"
	"baton/internal/postgres/inforce"
)

// usedWithin is how long a key can have been in use without a note of it.
const usedWithin = 5 * time.Minute

// ownTeams are the teams of a person p, and those whose leads a service sees.
const ownTeams = `coalesce((SELECT json_agg(json_build_object('ID', t.id, 'Name', t.name, 'Side', t.side) ORDER BY t.id)
	FROM services s JOIN teams t ON t.side = 'marketing' AND (s.team_id IS NULL OR t.id = s.team_id)
	WHERE s.person_id = p.id), '[]')`

// Bearer is who acts by a key, and what it may be used for: NotFound when there is no such key, or it lets nobody in.
// It notes now and then that the key is in use.
func (db *Store) Bearer(
	ctx context.Context, secret string, at time.Time,
) (p account.Person, scopes []account.Scope, err error) {
	hash := account.HashToken(secret)
	var version int64
	var used time.Time
	var teams []account.Membership
	var batch pgx.Batch
	batch.Queue("SELECT policy_version FROM installation").QueryRow(func(row pgx.Row) error { return row.Scan(&version) })
	batch.Queue(`
		SELECT `+inforce.PersonColumns+`, k.scopes, k.used_at, `+ownTeams+`
		FROM api_keys k
		JOIN people p ON p.id = k.person_id
		WHERE k.token_hash = $1 AND k.revoked_at IS NULL AND (k.expires_at IS NULL OR k.expires_at > $2)
			AND p.disabled_at IS NULL`, hash, at).Query(func(rows pgx.Rows) error {
		p, err = pgx.CollectExactlyOneRow(rows, func(row pgx.CollectableRow) (account.Person, error) {
			return inforce.ScanPerson(row, &scopes, database.ZeroTime(&used), &teams)
		})
		return err
	})
	if err := db.Pool.SendBatch(ctx, &batch).Close(); err != nil {
		return account.Person{}, nil, database.Classify(err)
	}
	db.policy.SawPolicy(version)
	p.Teams = append(p.Teams, teams...)
	if at.Sub(used) < usedWithin {
		return p, scopes, nil
	}
	_, err = db.Pool.Exec(ctx, "UPDATE api_keys SET used_at = greatest(used_at, $2) WHERE token_hash = $1", hash, at)
	return p, scopes, database.Classify(err)
}

// KeyRefused notes that an address came with a key that is none, and answers TooMany when that happened too often.
func (db *Store) KeyRefused(ctx context.Context, address string, at time.Time) error {
	tag, err := db.Pool.Exec(ctx, `
		INSERT INTO sign_in_failures (subject, at)
		SELECT $1, $2
		WHERE (SELECT count(*) FROM (SELECT FROM sign_in_failures WHERE subject = $1 AND at > $3 LIMIT $4) f) < $4`,
		account.HashToken("key "+address), at, at.Add(-failuresFor), failuresPerAddress)
	if err == nil && tag.RowsAffected() == 0 {
		return errs.Say(errs.TooMany,
			"There were too many requests with unknown keys. Check the key, wait 15 minutes, then try again.")
	}
	return database.Classify(err)
}

// keyFields are a key k with keyJoins and where it goes.
func keyFields(k *account.Key) database.Columns {
	return database.Columns{
		{SQL: "k.id", To: &k.ID},
		{SQL: "k.name", To: &k.Name},
		{SQL: "k.prefix", To: &k.Prefix},
		{SQL: "k.scopes", To: &k.Scopes},
		{SQL: "k.person_id", To: &k.Owner},
		{SQL: "p.name", To: &k.OwnerName},
		{SQL: "p.disabled_at IS NOT NULL", To: &k.OwnerOff},
		{SQL: "s.person_id IS NOT NULL", To: &k.Service},
		{SQL: "coalesce(t.name, '')", To: &k.Team},
		{SQL: "m.name", To: &k.MadeBy},
		{SQL: "k.created_at", To: &k.MadeAt},
		{SQL: "k.used_at", To: database.ZeroTime(&k.UsedAt)},
		{SQL: "k.expires_at", To: database.ZeroTime(&k.Expires)},
		{SQL: "coalesce(r.name, '')", To: &k.RevokedBy},
		{SQL: "k.revoked_at", To: database.ZeroTime(&k.RevokedAt)},
	}
}

var keyColumns = keyFields(&account.Key{}).SQL()

const keyJoins = `
	JOIN people p ON p.id = k.person_id
	JOIN people m ON m.id = k.created_by
	LEFT JOIN services s ON s.person_id = k.person_id
	LEFT JOIN teams t ON t.id = s.team_id
	LEFT JOIN people r ON r.id = k.revoked_by`

func scanKey(row pgx.CollectableRow) (k account.Key, err error) {
	err = row.Scan(keyFields(&k).To()...)
	return k, err
}

// mostKeys is how many keys a page shows.
const mostKeys = 500

// Keys are the API keys, those that are not revoked first, then the latest.
func (db *Store) Keys(ctx context.Context) ([]account.Key, error) {
	rows, err := db.Pool.Query(ctx,
		"SELECT "+keyColumns+" FROM api_keys k"+keyJoins+" ORDER BY k.revoked_at IS NOT NULL, k.id DESC LIMIT $1", mostKeys)
	if err != nil {
		return nil, database.Classify(err)
	}
	keys, err := pgx.CollectRows(rows, scanKey)
	return keys, database.Classify(err)
}

// KeyOf is the key with this secret, whatever became of it.
func (db *Store) KeyOf(ctx context.Context, secret string) (account.Key, error) {
	rows, err := db.Pool.Query(ctx, "SELECT "+keyColumns+" FROM api_keys k"+keyJoins+" WHERE k.token_hash = $1",
		account.HashToken(secret))
	if err != nil {
		return account.Key{}, database.Classify(err)
	}
	key, err := pgx.CollectExactlyOneRow(rows, scanKey)
	return key, database.Classify(err)
}

// KeyOwners are the services, then the people who can sign in, by name.
func (db *Store) KeyOwners(ctx context.Context) ([]account.KeyOwner, error) {
	rows, err := db.Pool.Query(ctx, `
		SELECT p.id, p.name, CASE WHEN s.person_id IS NULL THEN p.email ELSE '' END, s.person_id IS NOT NULL
		FROM people p
		LEFT JOIN services s ON s.person_id = p.id
		WHERE p.disabled_at IS NULL
		ORDER BY s.person_id IS NULL, sort_key(p.name), p.id`)
	if err != nil {
		return nil, database.Classify(err)
	}
	owners, err := pgx.CollectRows(rows, pgx.RowToStructByPos[account.KeyOwner])
	return owners, database.Classify(err)
}

// CanOwnKey implements settings.Tx.
func (t *Tx) CanOwnKey(ctx context.Context, id account.PersonID) (can bool, err error) {
	err = t.tx.QueryRow(ctx,
		"SELECT EXISTS (SELECT FROM people WHERE id = $1 AND disabled_at IS NULL FOR KEY SHARE)", id).Scan(&can)
	return can, err
}

// ServiceNamed implements settings.Tx. No constraint covers the names of services, so an advisory lock does.
func (t *Tx) ServiceNamed(ctx context.Context, name string) (taken bool, err error) {
	if _, err := t.tx.Exec(ctx, "SELECT pg_advisory_xact_lock(hashtextextended(lower($1), 4))", name); err != nil {
		return false, err
	}
	err = t.tx.QueryRow(ctx,
		"SELECT EXISTS (SELECT FROM services s JOIN people p ON p.id = s.person_id WHERE lower(p.name) = lower($1))",
		name).Scan(&taken)
	return taken, err
}

// IsMarketingTeam implements settings.Tx.
func (t *Tx) IsMarketingTeam(ctx context.Context, id account.TeamID) (is bool, err error) {
	err = t.tx.QueryRow(ctx,
		"SELECT EXISTS (SELECT FROM teams WHERE id = $1 AND side = 'marketing' AND retired_at IS NULL)", id).Scan(&is)
	return is, err
}

// AddService implements settings.Tx. The address of a service is one that no mail reaches and nobody types.
func (t *Tx) AddService(
	ctx context.Context, k account.NewKey, prefix string, at time.Time,
) (id account.PersonID, err error) {
	if err := t.tx.QueryRow(ctx,
		"INSERT INTO people (email, name, role, created_at) VALUES (lower($1), $2, 'marketer', $3) RETURNING id",
		prefix+"@service.invalid", k.Name, at).Scan(&id); err != nil {
		return 0, err
	}
	_, err = t.tx.Exec(ctx, "INSERT INTO services (person_id, team_id) VALUES ($1, $2)", id, zeronull.Int8(k.Team))
	return id, err
}

// AddKey implements settings.Tx.
func (t *Tx) AddKey(
	ctx context.Context, by account.PersonID, k account.NewKey, token account.Token, prefix string, at time.Time,
) (id account.KeyID, err error) {
	err = t.tx.QueryRow(ctx, `
		INSERT INTO api_keys (person_id, name, prefix, token_hash, scopes, created_by, created_at, expires_at)
		VALUES (@owner, @name, @prefix, @hash, @scopes, @by, @at, @expires)
		RETURNING id`, pgx.NamedArgs{
		"owner": k.Owner, "name": k.Name, "prefix": prefix, "hash": token.Hash, "scopes": k.Scopes, "by": by, "at": at,
		"expires": zeronull.Timestamptz(k.Expires),
	}).Scan(&id)
	return id, err
}

// KeyRevoked implements settings.Tx.
func (t *Tx) KeyRevoked(ctx context.Context, id account.KeyID) (revoked bool, err error) {
	err = t.tx.QueryRow(ctx, "SELECT revoked_at IS NOT NULL FROM api_keys WHERE id = $1 FOR UPDATE", id).Scan(&revoked)
	return revoked, err
}

// RevokeKey implements settings.Tx.
func (t *Tx) RevokeKey(ctx context.Context, by account.PersonID, id account.KeyID, at time.Time) error {
	_, err := t.tx.Exec(ctx, "UPDATE api_keys SET revoked_at = $2, revoked_by = $3 WHERE id = $1", id, at, by)
	return err
}
