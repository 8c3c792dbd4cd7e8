package demo

import (
	"math/rand/v2"
	"slices"
	"time"

	"baton/internal/intake/past"
	"baton/internal/lead"
)

// addPersonas adds the personas, and the field notes of reps about them.
func (p *Plan) addPersonas(c *past.Company) {
	c.Personas = slices.Clone(personas)
	today := p.options.Now.Truncate(24 * time.Hour)
	for _, x := range fieldNotes {
		note := past.Note{Persona: x.persona,
			FieldNote: lead.FieldNote{Words: x.words, At: today.AddDate(0, 0, -x.days).Add(-14 * time.Hour)},
			By:        emailOf(c, x.by)}
		if x.pinned {
			note.Pinner, note.Pinned = salesManager, note.At.Add(26*time.Hour)
		}
		c.Notes = append(c.Notes, note)
	}
}

// emailOf returns the e-mail address of a person of the company, or "".
func emailOf(c *past.Company, name string) string {
	for _, x := range c.People {
		if x.Name == name {
			return x.Email
		}
	}
	return ""
}

// complete fills the fields that the persona of a lead requires. called is the phone number for a lead without one.
func (w *world) complete(r *rand.Rand, l *past.Lead, called string) {
	taken := l.Lead
	w.policy.TakePersona(&taken, taken.Facts())
	needs := w.policy.Persona(taken.Persona).Requires
	if slices.Contains(needs, "phone") && l.Phone == "" {
		l.Phone = called
	}
	if slices.Contains(needs, "company_size") && l.CompanySize == 0 {
		l.CompanySize = 50 + r.IntN(400)
	}
}

// hasWord is the condition that the job title contains one of the words.
func hasWord(words ...string) lead.Condition {
	return lead.Condition{Field: "job_title", Op: "has_word", Value: lead.Operand{Texts: words}}
}

var personas = []lead.Persona{
	{
		Name:        "Operations director",
		Description: "Answers for throughput and cost of several sites. Buys when a season went wrong.",
		When:        hasWord("operations", "COO", "chain"), Requires: []string{"company_size"},
		Words: lead.PersonaWords{
			Speak: "Short and with figures. They compare us with their own spreadsheet.",
			Say: "What a lost delivery costs them, by site.\nThat one site can begin and the others follow.\n" +
				"Who else in their trade measures this way.",
			Avoid: "Artificial intelligence.\nThat it replaces somebody.",
		},
	},
	{
		Name: "Head of logistics", Description: "Runs transport and warehouses with a small team. Wants fewer phone calls.",
		When: lead.Condition{All: []lead.Condition{hasWord("logistics", "transport", "warehouse"),
			hasWord("head", "lead", "manager", "director")}}, Requires: []string{"company_size"},
		Words: lead.PersonaWords{
			Speak: "On the phone, before ten. They have no time to read.",
			Say:   "How many calls a driver saves in a week.\nThat set-up takes an afternoon.",
			Avoid: "Return on investment, before they ask for it.",
		},
	},
	{
		Name: "Quality manager", Description: "Must prove temperatures to auditors. Cares for records more than for price.",
		When: hasWord("quality"), Requires: []string{"industry"},
		Words: lead.PersonaWords{
			Speak: "In writing, exactly, with the clause of the standard.",
			Say:   "That records have no gaps and cannot be changed.\nWhich auditors have accepted them.",
			Avoid: "Roughly, usually, more or less.",
		},
	},
	{
		Name:        "Owner of a family business",
		Description: "Decides alone and quickly. Wants to speak with somebody, not with a form.",
		When: lead.Condition{All: []lead.Condition{hasWord("owner", "founder", "CEO"),
			{Field: "company_size", Op: "at_most", Value: lead.Operand{Numbers: []int{250}}}}},
		Requires: []string{"phone"},
		Words: lead.PersonaWords{
			Speak: "Like a neighbour. Say who you are and come to the price.",
			Say:   "What it costs in a month.\nThat they can stop every month.",
			Avoid: "Stakeholders, roll-out, onboarding.",
		},
	},
}

var fieldNotes = []struct {
	persona, by, words string
	days               int
	pinned             bool
}{
	{"Operations director", "Dana Kim",
		"“We lost two lorries of strawberries in July. " +
			"Nobody noticed before the customer did.” I hear this every second week.", 12, true},
	{"Operations director", "Inés Castaño",
		"They stop listening when I show the dashboard. They ask for the file that they can put into their own.", 30, true},
	{"Operations director", "Marcus Bell", "“My board asks for one number, not for twelve.”", 47, false},
	{"Operations director", "Harriet Shaw", "Three of them wanted to know what happens when the driver has no network.", 5,
		false},
	{"Head of logistics", "Dana Kim", "“If it rings less I buy it.” The phone is the pain, not the temperature.", 9, true},
	{"Head of logistics", "Viktor Lindqvist",
		"Ask how many drivers they have, not how many vehicles. Half of the vehicles are rented.", 21, false},
	{"Head of logistics", "Ximena Duarte",
		"They always bring the IT manager to the second call. Send the security sheet before.", 16, false},
	{"Quality manager", "Giulia Ferri",
		"“Your competitor’s record had a gap of four minutes, and I spent a week explaining it.”", 18, true},
	{"Quality manager", "Oisín Walsh", "They do not sign anything in the month before an audit. Ask when theirs is.", 34,
		false},
	{"Owner of a family business", "Camila Andrade",
		"“I read no brochures. Tell me what it costs and I tell you yes or no.”", 26, true},
	{"Owner of a family business", "Tyler Nguyen",
		"The son or the daughter decides about software. Ask whether they can join.", 8, false},
}
