package merge

import (
	"baton/internal/errs"
	"baton/internal/handoff"
	"baton/internal/lead"
)

// Parted is two leads after their merge was taken back.
type Parted struct {
	Survivor, Other lead.Lead
	Handoffs        map[handoff.ID]Counted
}

var (
	errApart = errs.Say(errs.Conflict, "This merge was already taken back.")
	errGone  = errs.Say(errs.Conflict,
		"The lead that was kept has itself been merged or erased since. Take that merge back first.")
)

// Part takes a merge back. now is the lead that survived, as it is today. Each of the two is what it was; what has
// changed since the merge stays with the survivor, but for a handoff that the other brought, which goes with it as it
// is.
func Part(r Record, now Side) (Parted, error) {
	switch {
	case r.Undone:
		return Parted{}, errApart
	case now.Lead.Stage == lead.Merged || now.Lead.Stage == lead.Erased:
		return Parted{}, errGone
	}
	p := Parted{Survivor: before(r, now.Lead), Other: r.Other, Handoffs: map[handoff.ID]Counted{}}
	own := 0
	for _, h := range now.Handoffs {
		at, was := r.Was[h.ID]
		if !was {
			at = Counted{Lead: r.Survivor.ID}
		}
		if at.Lead == r.Survivor.ID {
			own++
			at.Number = own
		}
		p.Handoffs[h.ID] = at
	}
	p.Survivor.Stage = r.Survivor.Stage
	if now.Lead.Stage == r.Merged.Stage && len(now.Handoffs) == len(r.Was) {
		return p, nil
	}
	if n := len(now.Handoffs); n > 0 && p.Handoffs[now.Handoffs[n-1].ID].Lead == r.Other.ID {
		p.Other.Stage = now.Lead.Stage
		return p, nil
	}
	p.Survivor.Stage = now.Lead.Stage
	if withSales(p.Other.Stage) {
		p.Other.Stage = lead.Closed // its handoff was answered since, and the survivor went on
	}
	return p, nil
}

// before is the survivor as it was, with what has changed in it since the merge.
func before(r Record, now lead.Lead) lead.Lead {
	l, was, is := now, r.Survivor, r.Merged
	back(&l.Name, is.Name, was.Name)
	back(&l.Email, is.Email, was.Email)
	back(&l.Apart, is.Apart, was.Apart)
	back(&l.Phone, is.Phone, was.Phone)
	back(&l.JobTitle, is.JobTitle, was.JobTitle)
	back(&l.Company, is.Company, was.Company)
	back(&l.CompanySize, is.CompanySize, was.CompanySize)
	back(&l.Industry, is.Industry, was.Industry)
	back(&l.Country, is.Country, was.Country)
	back(&l.City, is.City, was.City)
	back(&l.Website, is.Website, was.Website)
	back(&l.Source, is.Source, was.Source)
	back(&l.Campaign, is.Campaign, was.Campaign)
	back(&l.Persona, is.Persona, was.Persona)
	back(&l.Note, is.Note, was.Note)
	back(&l.ExternalID, is.ExternalID, was.ExternalID)
	back(&l.ExternalSource, is.ExternalSource, was.ExternalSource)
	if l.Consent == is.Consent {
		l.Consent, l.ConsentAt = was.Consent, was.ConsentAt
	}
	l.CreatedAt = was.CreatedAt
	return l
}

// back gives a value that is still as the merge made it the value from before.
func back[T comparable](now *T, made, was T) {
	if *now == made {
		*now = was
	}
}
