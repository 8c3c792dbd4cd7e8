package intake

import (
	"errors"
	"fmt"
	"io"
	"iter"
	"time"

	"baton/internal/errs"
	"baton/internal/lead"
	"baton/internal/sheet"
)

// Deal is how a lead of the Olist profile was won. SDR and SR are the IDs of the two people who worked the lead.
type Deal struct {
	Line  int
	SDR   string
	SR    string
	WonAt time.Time
}

// OlistLead is a lead of the Olist profile: a qualified lead of a marketplace, without a name, and its deal.
type OlistLead struct {
	Enquiry
	Deal *Deal // nil if the lead was not won
}

// Olist reads the two files of the profile. The deals are in memory, and the leads are read row by row.
type Olist struct {
	Deals map[string]Deal // by the ID of the lead
	leads *Sheet
	zone  *time.Location
}

// OpenOlist reads all deals, and the heading of the leads. The files may come in either order. zone is the time zone of
// their times; nil is UTC. The error is errs.Invalid if a column is missing or a deal cannot be read.
func OpenOlist(one, other io.Reader, zone *time.Location) (*Olist, error) {
	if zone == nil {
		zone = time.UTC
	}
	leads, err := Open(one, Reading{})
	if err != nil {
		return nil, err
	}
	deals, err := Open(other, Reading{})
	if err != nil {
		return nil, err
	}
	if leads.column("won_date") >= 0 {
		leads, deals = deals, leads
	}
	if err := errors.Join(leads.needs("mql_id", "first_contact_date", "landing_page_id", "origin"),
		deals.needs("mql_id", "won_date", "sdr_id", "sr_id")); err != nil {
		return nil, err
	}
	o := &Olist{Deals: map[string]Deal{}, leads: leads, zone: zone}
	return o, errors.Join(o.readDeals(deals), deals.Close())
}

// Close closes the file of the leads.
func (o *Olist) Close() error { return o.leads.Close() }

// column returns the index of the column with exactly this name, or -1.
func (s *Sheet) column(name string) int {
	for i, h := range s.Header {
		if h == name {
			return i
		}
	}
	return -1
}

// needs returns errs.Invalid if a column is missing.
func (s *Sheet) needs(columns ...string) error {
	for _, c := range columns {
		if s.column(c) < 0 {
			return errs.Say(errs.Invalid,
				fmt.Sprintf("The profile olist needs a file with the column %s. "+
					"Give the file of qualified leads and the file of closed deals.", c))
		}
	}
	return nil
}

func (o *Olist) readDeals(s *Sheet) error {
	id, won, sdr, sr := s.column("mql_id"), s.column("won_date"), s.column("sdr_id"), s.column("sr_id")
	for {
		row, err := s.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return errs.Say(errs.Invalid, "The file of deals cannot be read: "+err.Error())
		}
		at, err := time.ParseInLocation("2006-01-02 15:04:05", row.Fields[won], o.zone)
		if err != nil {
			return errs.Say(errs.Invalid,
				fmt.Sprintf("Line %d of the deals: %q is not a time such as 2018-02-26 19:58:54.", row.Line,
					shorten(row.Fields[won])))
		}
		o.Deals[row.Fields[id]] = Deal{row.Line, row.Fields[sdr], row.Fields[sr], at.UTC()}
	}
}

// Leads reads the leads in the order of their file. An error means that the file cannot be read any further, and is the
// last value.
func (o *Olist) Leads() iter.Seq2[OlistLead, error] {
	s := o.leads
	id, first, page, origin := s.column("mql_id"), s.column("first_contact_date"), s.column("landing_page_id"),
		s.column("origin")
	return func(yield func(OlistLead, error) bool) {
		for {
			row, err := s.Next()
			if errors.Is(err, io.EOF) {
				return
			}
			var bad *sheet.RowError
			if errors.As(err, &bad) {
				if !yield(OlistLead{Enquiry: unreadable(bad)}, nil) {
					return
				}
				continue
			}
			if err != nil {
				yield(OlistLead{}, err)
				return
			}
			l := OlistLead{Enquiry: Enquiry{Line: row.Line, Source: clean(row.Fields[origin]),
				Campaign: clean(row.Fields[page])}}
			if !yield(o.lead(l, clean(row.Fields[id]), row.Fields[first]), nil) {
				return
			}
		}
	}
}

func (o *Olist) lead(l OlistLead, id, first string) OlistLead {
	at, err := time.ParseInLocation("2006-01-02", first, o.zone)
	switch {
	case id == "":
		l.refuse("external_id", "", "This row has no mql_id, which identifies a lead.")
	case err != nil:
		l.refuse("created_at", first, "This is not a day such as 2018-02-01.")
	}
	if l.Source == "" {
		l.Source = "unknown"
	}
	l.Lead.ExternalID, l.Lead.CreatedAt, l.Lead.Stage = id, at.UTC(), lead.Draft
	l.Touch = lead.Touch{Kind: "import", At: l.Lead.CreatedAt}
	if deal, won := o.Deals[id]; won {
		l.Deal = &deal
		if deal.WonAt.Before(l.Lead.CreatedAt) {
			l.note("created_at", first,
				"Won before the first contact, on "+deal.WonAt.In(o.zone).Format("2 January 2006")+
					". Both days are kept as they are in the files.")
		}
	}
	return l
}
