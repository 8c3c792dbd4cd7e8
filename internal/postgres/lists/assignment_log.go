package lists

import (
	"context"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"baton/internal/account"
	"baton/internal/assign"
	"baton/internal/handoff"
	"baton/internal/lead"
	"baton/internal/postgres/database"
)

// linesPerPage is how much of the log a page shows.
const linesPerPage = 50

// loggedOnly are the conditions on a line r of the log and its handoff h that ask has besides its days, whose values it
// adds to args.
func loggedOnly(ask assign.LogAsk, args pgx.NamedArgs) string {
	where := []string{database.SeesHandoff}
	only := func(asked bool, condition, name string, value any) {
		if asked {
			where, args[name] = append(where, condition), value
		}
	}
	only(ask.Rule != 0, "r.rule_id = @rule", "rule", ask.Rule)
	only(ask.Team != 0, "r.team_id = @team", "team", ask.Team)
	only(ask.Person != 0, "r.person_id = @person", "person", ask.Person)
	return strings.Join(where, " AND ")
}

// RoutedDay is what the log has from ask.From to ask.Until and around it, as far as by may see it.
func (db *Store) RoutedDay(ctx context.Context, by account.Person, ask assign.LogAsk) (day assign.LogDay, err error) {
	args := database.WithArgs(database.Visibility(by), pgx.NamedArgs{"from": ask.From, "until": ask.Until})
	from := "FROM assignment_log r JOIN handoffs h ON h.id = r.handoff_id WHERE " + loggedOnly(ask, args) + " AND "
	err = db.Pool.QueryRow(ctx, `
		SELECT (SELECT count(*) `+from+`r.at >= @from AND r.at < @until),
			(SELECT r.at `+from+`r.at < @from ORDER BY r.at DESC LIMIT 1),
			(SELECT r.at `+from+`r.at >= @until ORDER BY r.at LIMIT 1)`,
		args).Scan(&day.Lines, database.ZeroTime(&day.Earlier), database.ZeroTime(&day.Later))
	return day, database.Classify(err)
}

// Routed is where handoffs went that by may see, the latest first.
func (db *Store) Routed(ctx context.Context, by account.Person, ask assign.LogAsk, at time.Time) (assign.Log, error) {
	args := database.WithArgs(database.Visibility(by),
		pgx.NamedArgs{"limit": linesPerPage + 1, "final": at.Add(-handoff.UndoFor)})
	where := []string{loggedOnly(ask, args)}
	only := func(condition, name string, value any) {
		where, args[name] = append(where, condition), value
	}
	if !ask.From.IsZero() {
		only("r.at >= @from", "from", ask.From)
	}
	if !ask.Until.IsZero() {
		only("r.at < @until", "until", ask.Until)
	}
	if !ask.Before.At.IsZero() {
		only("(r.at, r.handoff_id) < (@before, @handoff)", "before", ask.Before.At)
		args["handoff"] = ask.Before.Handoff
	}
	rows, err := db.Pool.Query(ctx, `
		SELECT `+routedColumns+`
		FROM assignment_log r
		JOIN handoffs h ON h.id = r.handoff_id
		JOIN leads l ON l.id = h.lead_id
		WHERE `+strings.Join(where, " AND ")+`
		ORDER BY r.at DESC, r.handoff_id DESC
		LIMIT @limit`, args)
	if err != nil {
		return assign.Log{}, database.Classify(err)
	}
	var log assign.Log
	log.Lines, err = pgx.CollectRows(rows, func(row pgx.CollectableRow) (r assign.Line, err error) {
		var l lead.Lead
		var dud *bool
		err = row.Scan(routedFields(&r, &l, &dud).To()...)
		r.Lead, r.LeadName, r.Dud = l.ID, l.Called(), dud != nil && *dud
		return r, err
	})
	if len(log.Lines) > linesPerPage {
		log.Lines, log.More = log.Lines[:linesPerPage], true
	}
	return log, database.Classify(err)
}

// routedFields are a line r of the log with its handoff h and lead l, and where they go. dud is nil where the handoff
// was not rejected by whom it went to.
func routedFields(r *assign.Line, l *lead.Lead, dud **bool) database.Columns {
	return database.Columns{
		{SQL: "r.handoff_id", To: &r.Handoff},
		{SQL: "l.id", To: &l.ID},
		{SQL: "l.name", To: &l.Name},
		{SQL: "l.email", To: &l.Email},
		{SQL: "l.phone", To: &l.Phone},
		{SQL: "r.at", To: &r.At},
		{SQL: "coalesce(r.rule_id, 0)", To: &r.Rule},
		{SQL: "r.team_id", To: &r.Team},
		{SQL: "coalesce(r.person_id, 0)", To: &r.Person},
		{SQL: "r.sentence", To: &r.Sentence},
		{SQL: "r.candidates", To: &r.Candidates},
		{SQL: "r.passed", To: &r.Passed},
		{SQL: "r.nobody", To: &r.Nobody},
		{SQL: "r.person_id = h.owner_id AND h.verdict = 'rejected' AND h.verdict_at < @final AND " +
			"EXISTS (SELECT FROM reasons q WHERE q.id = h.reason_id AND q.quality <> 'no') IS " +
			"TRUE", To: dud},
		{SQL: "coalesce((SELECT p.name FROM credits c JOIN people p ON p.id = c.by_id WHERE " +
			"c.handoff_id = h.id AND c.person_id = r.person_id), '')", To: &r.Credited},
	}
}

var routedColumns = routedFields(&assign.Line{}, &lead.Lead{}, new(*bool)).SQL()
