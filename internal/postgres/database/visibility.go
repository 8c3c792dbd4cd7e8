package database

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5"

	"baton/internal/account"
	"baton/internal/worklist"
)

// Contains is the pattern for texts that have part in them.
func Contains(part string) string {
	return "%" + strings.NewReplacer(`\`, `\\`, "%", `\%`, "_", `\_`).Replace(part) + "%"
}

// most is where counts beside a tab end: a bigger number would not tell more, and would cost more as leads grow.
const most = 100

// CountUpTo is an SQL expression that counts the rows of query, up to @most; see InlineScope.
func CountUpTo(query string) string { return "(SELECT count(*) FROM (" + query + " LIMIT @most) n)" }

// Visibility is what by may see, as arguments of a query that has one of the conditions below in it.
func Visibility(by account.Person) pgx.NamedArgs {
	teams := make([]int64, len(by.Teams))
	for i, t := range by.Teams {
		teams[i] = int64(t.ID)
	}
	return pgx.NamedArgs{"everything": by.Role == account.Admin, "referee": by.Role == account.Manager, "me": int64(by.ID),
		"teams": teams}
}

// WithArgs adds arguments to those of visibility.
func WithArgs(args pgx.NamedArgs, more pgx.NamedArgs) pgx.NamedArgs {
	for name, value := range more {
		args[name] = value
	}
	return args
}

// InlineScope writes into sql what is fixed about by: whether they see everything, whether their list of leads is their
// team's or their own, and which teams t are theirs. Limits are written in too: a plan that is kept must know how
// little is wanted. Postgres plans each kind of list on its own then, by the index that fits it.
func InlineScope(by account.Person, sql string) string {
	everything, referee, captured, theirs := "false", strconv.FormatBool(by.Role == account.Manager), "l.created_by = @me",
		"unnest(@teams::bigint[]) AS t (id)"
	switch own := slices.DeleteFunc(slices.Clone(by.Teams),
		func(t account.Membership) bool { return t.Side != account.Marketing }); len(own) {
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
		"@limit", strconv.Itoa(worklist.PageSize+1), "@most", strconv.Itoa(most)).Replace(sql)
}

// Which rows a person may see. A handoff shows itself to both of its teams, its author and its owner, and to every
// manager while it waits for a ruling, which a manager of neither team gives; a lead to whoever may see one of its
// handoffs, to its author and to its marketing team.
const (
	SeesHandoff = `(@everything OR h.team_id = ANY(@teams) OR h.marketing_team_id = ANY(@teams) OR h.owner_id = @me
		OR h.submitted_by = @me
		OR @referee AND EXISTS (SELECT FROM disputes d WHERE d.handoff_id = h.id AND (d.ruling IS NULL OR d.ruled_by = @me)))`
	SeesLead = `(@everything OR l.marketing_team_id = ANY(@teams) OR l.created_by = @me OR EXISTS (
		SELECT FROM handoffs h WHERE h.lead_id = l.id AND ` + SeesHandoff + `))`
)
