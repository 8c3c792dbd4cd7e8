package bulk

import (
	"context"
	"strings"

	"github.com/jackc/pgx/v5"

	"baton/internal/identity"
	"baton/internal/intake"
	"baton/internal/lead"
	"baton/internal/postgres/database"
	"baton/internal/postgres/handoffs"
)

// crowd is who the rows of an import can be: the leads that are there, and those whom the rows before brought.
type crowd struct {
	people *identity.People
	all    []*somebody     // by their numbers in people; nil for one whom a dry run has let go of
	briefs []brief         // of a dry run, what it keeps of those; as many as all after each chunk
	stored map[lead.ID]int // by the leads that were read
	how    lead.OnKnown    // what a row does to a known lead
}

// somebody is a lead as the rows so far leave it.
type somebody struct {
	lead    lead.Lead
	line    int  // of the row that brought them; 0 for a lead that was there
	gone    bool // erased
	learned bool // a row filled in something that the lead lacked
}

func (p *somebody) isNew() bool { return p.line > 0 }

func newCrowd(how lead.OnKnown) *crowd {
	return &crowd{people: identity.NewPeople(), stored: map[lead.ID]int{}, how: how}
}

// load reads the leads that the rows can be. Each is looked up in its index, however many leads there are; which of
// them a row is, people says. A row without an e-mail address needs the first of a name at a number only; leads without
// one are read all, since rows before may fill it in.
func (c *crowd) load(ctx context.Context, q database.Querier, rows []intake.Enquiry) error {
	n := len(rows)
	externals, sources, mailboxes, phones, names := make([]string, n), make([]int64, n), make([]string, n),
		make([]string, n), make([]string, n)
	for i, row := range rows {
		who := row.Lead.Identity()
		externals[i], sources[i], mailboxes[i], phones[i], names[i] = who.ExternalID, who.IDSource, who.Email, who.Phone,
			who.Name
	}
	found, err := q.Query(ctx, `
		WITH r AS (
			SELECT external_id, source, mailbox, mailbox AS email, phone, name
			FROM unnest($1::text[], $2::bigint[], $3::text[], $4::text[], $5::text[])
				AS r (external_id, source, mailbox, phone, name)
		), found AS (
			SELECT l.id FROM r JOIN leads l ON `+handoffs.SameEmail+`
			UNION
			SELECT l.id FROM r JOIN leads l ON l.external_id = r.external_id AND l.external_id <> ''
				AND coalesce(l.external_source_id, 0) = r.source AND l.stage <> 'merged'
			UNION
			SELECT l.id FROM r JOIN leads l ON `+handoffs.SamePhone+` AND l.email = '' AND l.stage NOT IN ('merged', 'erased')
			UNION
			SELECT k.id FROM r CROSS JOIN LATERAL (SELECT l.id FROM leads l
				WHERE `+handoffs.SamePhone+` AND l.stage NOT IN ('merged', 'erased') ORDER BY l.id LIMIT 1) k
			WHERE r.email = ''
		), merged AS (`+handoffs.MergedAlike+`
		)
		SELECT `+handoffs.LeadColumns+`, CASE WHEN l.stage = 'merged' THEN survivor(l.id) ELSE l.id END
		FROM leads l
		WHERE l.id IN (SELECT id FROM found UNION SELECT id FROM merged UNION SELECT survivor(id) FROM merged)
		ORDER BY l.stage = 'merged', l.id`,
		externals, sources, mailboxes, phones, names)
	if err != nil {
		return err
	}
	p := &somebody{}
	var is lead.ID
	_, err = pgx.ForEachRow(found, append(handoffs.LeadFields(&p.lead).To(), &is), func() error {
		c.take(*p, is)
		p.lead.Custom = nil
		return nil
	})
	return err
}

// take takes up a lead that was read, once. One that was merged is another identity of the lead that it is today.
func (c *crowd) take(p somebody, is lead.ID) {
	if _, known := c.stored[p.lead.ID]; known {
		return
	}
	if n, there := c.stored[is]; p.lead.Stage == lead.Merged && there {
		c.stored[p.lead.ID] = n
		c.people.Also(n, ownText(p.lead.Identity()))
		return
	}
	c.stored[p.lead.ID] = c.add(&p)
}

// add takes up somebody, and tells their number.
func (c *crowd) add(p *somebody) int {
	who := p.lead.Identity()
	if p.gone = p.lead.Stage == lead.Erased; p.gone {
		who = identity.Identity{ExternalID: who.ExternalID, IDSource: who.IDSource}
	}
	c.all = append(c.all, p)
	return c.people.Add(ownText(who))
}

// meet is who a row is. A new person takes the row's lead as it is; a known one learns from it, and say hears what the
// row had besides.
func (c *crowd) meet(row *intake.Enquiry, say func(intake.Problem)) (*somebody, intake.Outcome) {
	n, by := c.people.Find(row.Lead.Identity())
	if by == identity.Different {
		c.freeID(row, say, row.Lead.LoseID)
		p := &somebody{lead: row.Lead, line: row.Line}
		c.add(p)
		return p, intake.Created
	}
	p := c.all[n]
	if p == nil {
		p = remembered(c.people.At(n))
		p.lead.Consent = c.briefs[n].consent
	}
	switch {
	case p.gone:
		return p, intake.Refused
	case c.how == lead.SkipKnown:
		say(intake.Problem{Line: row.Line, Value: row.Lead.Called(), Said: true,
			Words: "This is " + p.lead.Called() +
				", a known lead. Known leads are skipped, so nothing of this row is imported."})
		return p, intake.Skipped
	}
	return p, c.again(n, p, row, say)
}

// again is what a row does to the known person n.
func (c *crowd) again(n int, p *somebody, row *intake.Enquiry, say func(intake.Problem)) intake.Outcome {
	if p.lead.ExternalID == "" {
		c.freeID(row, say, func() lead.Remark { return row.Lead.LoseIDTo(p.lead) })
	}
	if row.Lead.Consent && !p.lead.Consent {
		row.Lead.Consent = false
		say(intake.Problem{Line: row.Line, Field: "consent", Value: "yes", Said: true,
			Words: "This is a touch of " + p.lead.Called() +
				", who has not agreed to be contacted. A file does not change that."})
	}
	changed, said := p.lead.Meet(row.Lead, c.how)
	for _, r := range said {
		say(kept(*row, r))
	}
	if changed {
		p.learned = true
		c.people.Learn(n, ownText(p.lead.Identity()))
	}
	if c.all[n] == nil {
		changed = c.briefs[n].meet(row.Lead, c.how)
	}
	if changed {
		return intake.Completed
	}
	return intake.Touched
}

// freeID has a row that is not the lead with its ID lose it.
func (c *crowd) freeID(row *intake.Enquiry, say func(intake.Problem), lose func() lead.Remark) {
	if id := row.Lead.ExternalID; c.people.HasID(row.Lead.Identity()) {
		say(intake.Problem{Line: row.Line, Field: "external_id", Value: id, Words: lose().Words, Said: true})
	}
}

// kept is a remark on a row for the list of its import.
func kept(row intake.Enquiry, r lead.Remark) intake.Problem {
	value := row.Lead.Value(r.Field)
	if r.Field == "persona" {
		value = row.Persona
	}
	return intake.Problem{Line: row.Line, Field: r.Field, Value: value, Words: r.Words, Said: true}
}

// remembered is somebody of whom a dry run has kept no more than the identity.
func remembered(who identity.Identity) *somebody {
	return &somebody{lead: lead.Lead{Name: who.Name, Email: who.Email, Phone: who.Phone, ExternalID: who.ExternalID,
		ExternalSource: lead.SourceID(who.IDSource)}}
}

// forget lets go of what a dry run has read of people; who they are stays known, and whether a row changes them.
func (c *crowd) forget() {
	c.briefs = append(c.briefs, make([]brief, len(c.all)-len(c.briefs))...)
	for n, p := range c.all {
		if p != nil && !p.gone {
			c.all[n], c.briefs[n] = nil, briefOf(p.lead)
		}
	}
}

// ownText is who with texts that do not keep the row in memory that they were cut from.
func ownText(who identity.Identity) identity.Identity {
	who.Email, who.Phone, who.ExternalID = strings.Clone(who.Email), strings.Clone(who.Phone),
		strings.Clone(who.ExternalID)
	return who
}
