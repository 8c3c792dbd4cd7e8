package page

import "baton/web/ui"

// DisputeForm is the form that appeals against a rejection. Values and problems are by field: words.
func DisputeForm(handoff string, values, problems map[string]string) *WorkForm {
	return &WorkForm{
		Action: handoff + "/dispute",
		Rows: [][]ui.Field{
			{{Name: "words", Label: "Why should this lead not have been rejected?", Type: "textarea", Value: values["words"],
				Problem: problems["words"], MaxLength: 10000, Required: true}},
		},
		Button: ui.Button{Label: "Dispute", Kind: ui.Send, Key: "Ctrl+Enter"},
		Hint:   "A manager of neither team, or an admin, reads both sides and decides.",
	}
}

// RulingForm is the form that ends a dispute. Values and problems are by field: ruling, words.
func RulingForm(handoff string, values, problems map[string]string) *WorkForm {
	rulings := []ui.Option{
		{Value: "upheld", Label: "The rejection stands"},
		{Value: "overturned", Label: "Sales takes the lead"},
	}
	return &WorkForm{
		Action: handoff + "/ruling",
		Rows: [][]ui.Field{
			{{Name: "ruling", Label: "Your ruling", Type: "radio", Options: rulings, Value: values["ruling"],
				Problem: problems["ruling"], Required: true}},
			{{Name: "words", Label: "Why", Type: "textarea", Value: values["words"], Problem: problems["words"],
				MaxLength: 10000, Required: true, Hint: "Both sides read it."}},
		},
		Button: ui.Button{Label: "Rule", Kind: ui.Accept, Key: "Ctrl+Enter"},
		Hint:   "If the rejection does not stand, the lead counts as accepted for both sides and goes to sales again.",
	}
}

// RecycleForm is the form that sets a lead aside. Values and problems are by field: back_on, words.
func RecycleForm(lead string, values, problems map[string]string) *WorkForm {
	return &WorkForm{
		Action: lead + "/recycling",
		Rows: [][]ui.Field{
			{{Name: "back_on", Label: "Returns on", Type: "date", Value: values["back_on"], Problem: problems["back_on"],
				Required: true}},
			{{Name: "words", Label: "Note for then", Type: "textarea", Value: values["words"], Problem: problems["words"],
				MaxLength: 10000}},
		},
		Button: ui.Button{Label: "Recycle", Kind: ui.Accept, Key: "Ctrl+Enter"},
		Hint:   "The lead is recycled until that day. Then it is with marketing again.",
	}
}

// GiveLeadForm is the form that gives an accepted lead to somebody else to work on. Problems are by field: to.
func GiveLeadForm(lead string, hidden []ui.Hidden, people []ui.Option, to string,
	problems map[string]string) *WorkForm {
	return &WorkForm{
		Action: "/handoffs/reassignment", Hidden: hidden, Keep: lead,
		Rows: [][]ui.Field{{{Name: "to", Label: "New owner", Type: "select", Options: people, Value: to,
			Problem: problems["to"], Required: true}}},
		Button: ui.Button{Label: "Reassign", Kind: ui.Accept, Key: "Ctrl+Enter"},
	}
}
