package lists

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"baton/internal/account"
	"baton/internal/lead"
	"baton/internal/postgres/database"
	"baton/internal/worklist"
)

// seenFew is how many leads somebody may see at most for a list to look at those alone.
const seenFew = 1000

// sampleLeast is how many leads of a sample have to be of a list for their number to say something of it.
const sampleLeast = 100

// mayBeSeen are the leads before @before that a person may see, each way of seeing them on an index of its own, each
// with the newest @first.
const mayBeSeen = `
	(SELECT x.id FROM leads x WHERE x.marketing_team_id = ANY(@teams) AND x.id < @before ORDER BY x.id DESC LIMIT @first)
	UNION (SELECT x.id FROM leads x WHERE x.created_by = @me AND x.id < @before ORDER BY x.id DESC LIMIT @first)
	UNION (SELECT DISTINCT x.lead_id FROM handoffs x WHERE x.team_id = ANY(@teams) AND x.lead_id < @before
		ORDER BY x.lead_id DESC LIMIT @first)
	UNION (SELECT DISTINCT x.lead_id FROM handoffs x WHERE x.marketing_team_id = ANY(@teams) AND x.lead_id < @before
		ORDER BY x.lead_id DESC LIMIT @first)
	UNION (SELECT DISTINCT x.lead_id FROM handoffs x WHERE x.owner_id = @me AND x.lead_id < @before
		ORDER BY x.lead_id DESC LIMIT @first)`

// SeesLeadBesides is SeesLead where h names the latest handoff already. OFFSET 0 makes Postgres ask about each lead
// that it comes to, by an index that has all of it: without that, it reads all handoffs of a team to tell a page of
// leads.
const SeesLeadBesides = `(@everything OR l.marketing_team_id = ANY(@teams) OR l.created_by = @me OR EXISTS (
	SELECT FROM handoffs y WHERE y.lead_id = l.id AND (y.team_id = ANY(@teams) OR y.marketing_team_id = ANY(@teams)
		OR y.owner_id = @me OR y.submitted_by = @me) OFFSET 0))`

// newestSeen is the condition that a lead l is among the first leads before before that a person may see.
func newestSeen(before string, first int) string {
	return "l.id IN (" + strings.NewReplacer("@before", before, "@first", fmt.Sprint(first)).Replace(mayBeSeen) + ")"
}

const beforeNone = "9223372036854775807" // every lead has a smaller number

// leadOrders are what a list of leads is sorted by: a key that an index has in order, and the number of the lead where
// that is not the key.
var leadOrders = map[worklist.LeadOrder]struct {
	key      string
	backward bool
}{
	worklist.Newest: {"l.id", true}, worklist.Oldest: {"l.id", false},
	worklist.ByName: {"sort_key(l.name)", false}, worklist.ByNameBackward: {"sort_key(l.name)", true},
	worklist.ByCompany: {"sort_key(l.company)", false}, worklist.ByCompanyBackward: {"sort_key(l.company)", true},
}

// inOrder is an order of leads as SQL, and the condition that a lead l comes after the lead @after in it.
func inOrder(of worklist.LeadOrder) (order, later string) {
	o := leadOrders[of]
	way, sign := "", " > "
	if o.backward {
		way, sign = " DESC", " < "
	}
	if o.key == "l.id" {
		return "l.id" + way, "l.id" + sign + "@after"
	}
	return o.key + way + ", l.id" + way,
		"(" + o.key + ", l.id)" + sign + "(SELECT " + strings.ReplaceAll(o.key, "l.", "a.") +
			", a.id FROM leads a WHERE a.id = @after)"
}

// ofLatestHandoff is a condition on the latest handoff x of a lead l.
func ofLatestHandoff(condition string) string {
	return "EXISTS (SELECT FROM handoffs x WHERE x.lead_id = l.id AND " + condition +
		" AND NOT EXISTS (SELECT FROM handoffs y WHERE y.lead_id = x.lead_id AND y.number > x.number))"
}

// narrowed are the conditions on a lead l that ask has besides its search, whose values it adds to args.
func narrowed(ask worklist.LeadAsk, args pgx.NamedArgs) (where []string) {
	only := func(asked bool, condition, name string, value any) {
		if asked {
			where, args[name] = append(where, condition), value
		}
	}
	only(ask.Stage != "", "l.stage = @stage", "stage", ask.Stage)
	only(ask.Grade != "", "coalesce(n.grade, h.grade) = @grade", "grade", ask.Grade)
	only(ask.MarketingTeam != 0, "l.marketing_team_id = @marketing_team", "marketing_team", ask.MarketingTeam)
	only(ask.SalesTeam != 0, ofLatestHandoff("x.team_id = @sales_team"), "sales_team", ask.SalesTeam)
	only(ask.Owner != 0, ofLatestHandoff("x.owner_id = @owner"), "owner", ask.Owner)
	only(ask.Source != 0, "l.source_id = @source", "source", ask.Source)
	only(ask.Campaign != 0, "l.campaign_id = @campaign", "campaign", ask.Campaign)
	only(!ask.From.IsZero(), "l.created_at >= @from", "from", ask.From)
	only(!ask.Until.IsZero(), "l.created_at < @until", "until", ask.Until)
	return where
}

// Leads is a page of all leads that by may see and that ask does not leave out. It counts them as far as that is cheap.
func (db *Store) Leads(ctx context.Context, by account.Person, ask worklist.LeadAsk) (list worklist.LeadList,
	err error) {
	if _, known := leadOrders[ask.Order]; !known {
		ask.Order = worklist.Newest
	}
	args := database.WithArgs(database.Visibility(by), pgx.NamedArgs{"after": int64(ask.After)})
	where := append([]string{"l.stage NOT IN ('merged', 'erased')"}, narrowed(ask, args)...)
	found, err := db.found(ctx, ask.Search, "l.id", args)
	if err != nil {
		return list, err
	}
	if found == "" {
		found = "true"
	}
	seen, err := db.seen(ctx, by, args)
	if err != nil {
		return list, err
	}
	from, order, later := leadsFrom(ask)
	counted, counts := append(slices.Clone(where), seen, found), worklist.CountMost
	plain := seen == SeesLeadBesides && !ask.Narrow()
	switch {
	case args["seen"] != nil:
		counts = seenFew
	case args["sample"] != nil: // the number of all would take a look at each
		counted = append(slices.Clone(where), seen, "l.id = ANY(@sample)")
		list.AtLeast = true
	case args["found"] != nil:
		counts = searchFew
	case plain:
		counted = append(slices.Clone(where), newestSeen(beforeNone, worklist.CountMost+1))
	}
	if plain && ask.Order == worklist.Newest {
		before := beforeNone
		if ask.After != 0 {
			before = "@after"
		}
		seen = newestSeen(before, worklist.PageSize+1)
	}
	shown := append(slices.Clone(where), seen, found)
	if ask.After != 0 {
		shown = append(shown, later)
	}
	var batch pgx.Batch
	// The page is chosen before anything is read beside it: a search that is read by its index has all that it finds in
	// hand before it sorts.
	QueueList(&batch, &list, database.InlineScope(by, `
		SELECT `+ListedColumns(scoreNow)+`
		FROM (SELECT l.id FROM `+from+` WHERE `+strings.Join(shown, " AND ")+` ORDER BY `+order+` LIMIT @limit) p
		JOIN leads l ON l.id = p.id`+LatestHandoff+ListedJoins+`
		ORDER BY `+order), args)
	queueTotal(&batch, &list, by, from, counted, counts, args)
	if _, err := db.list(ctx, &batch, &list); err != nil || !list.AtLeast || list.Total > sampleLeast {
		return list, err
	}
	// Too few of the sample are of this list to say anything of it.
	list.AtLeast = false
	var again pgx.Batch
	queueTotal(&again, &list, by, from, append(where, seen, found), worklist.CountMost, args)
	return list, db.Snapshot(ctx, &again)
}

// leadsFrom are the table that a list of leads is read from, its order, and the condition that a lead comes after
// @after in it.
func leadsFrom(ask worklist.LeadAsk) (from, order, later string) {
	order, later = inOrder(ask.Order)
	from = "leads l"
	if ask.Grade != "" {
		from += LatestHandoff
	}
	return from, order, later
}

// queueTotal counts the leads that meet all of where, up to most and one more.
func queueTotal(
	batch *pgx.Batch, list *worklist.LeadList, by account.Person, from string, where []string, most int,
	args pgx.NamedArgs,
) {
	batch.Queue(database.InlineScope(by,
		fmt.Sprintf("SELECT count(*) FROM (SELECT FROM %s WHERE %s LIMIT %d) n", from, strings.Join(where, " AND "), most+1)),
		args).QueryRow(func(row pgx.Row) error {
		if err := row.Scan(&list.Total); err != nil {
			return err
		}
		list.AtLeast = list.AtLeast || list.Total > most
		return nil
	})
}

// manyFor is how long somebody is taken to see many leads. Both ways to ask give the same leads; it only takes long to
// find out which is quicker.
const manyFor = time.Minute

// seen is the condition that by may see a lead l. Where those are few, it names them.
func (db *Store) seen(ctx context.Context, by account.Person, args pgx.NamedArgs) (string, error) {
	if by.Role == account.Admin {
		return "true", nil
	}
	if until, known := db.seesMany.Load(by.ID); known && time.Now().Before(until.(time.Time)) {
		return SeesLeadBesides, nil
	}
	var few []lead.ID
	var batch pgx.Batch
	batch.Queue(fmt.Sprintf("SELECT id FROM (%s) s LIMIT %d",
		strings.NewReplacer("@before", beforeNone, "@first", fmt.Sprint(seenFew+1)).Replace(mayBeSeen), seenFew+1),
		args).Query(func(rows pgx.Rows) (err error) {
		few, err = pgx.CollectRows(rows, pgx.RowTo[lead.ID])
		return err
	})
	if err := db.Snapshot(ctx, &batch); err != nil {
		return "", err
	}
	if len(few) > seenFew {
		db.seesMany.Store(by.ID, time.Now().Add(manyFor))
		return SeesLeadBesides, nil
	}
	args["seen"] = few
	return "l.id = ANY(@seen)", nil
}
