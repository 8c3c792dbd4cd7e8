package report

import "baton/internal/account"

// The measures.
const (
	LeadsHandedOver Measure = "handed_over"
	LeadsAccepted   Measure = "accepted"
	LeadsQualified  Measure = "qualified"
	LeadsWon        Measure = "won"
	AmountWon       Measure = "won_amount"
	QualifiedInDays Measure = "qualified_on"
	WonInDays       Measure = "won_on"
	AmountInDays    Measure = "won_amount_on"

	AcceptedShare  Measure = "accepted_rate"
	QualityShare   Measure = "quality_rate"
	RejectedFor    Measure = "rejected_for"
	NotContacted   Measure = "not_contacted"
	RecycledShare  Measure = "recycle_rate"
	RecycledRevive Measure = "recycle_yield"

	DecidedOnTime    Measure = "on_time"
	OwnerOnTime      Measure = "owner_on_time"
	ContactOnTime    Measure = "contact_on_time"
	RouteMedian      Measure = "route_p50"
	RouteSlow        Measure = "route_p95"
	DecideMedian     Measure = "decide_p50"
	DecideSlow       Measure = "decide_p90"
	ContactMedian    Measure = "contact_p50"
	ContactSlow      Measure = "contact_p90"
	SpeedMedian      Measure = "speed_p50"
	SpeedSlow        Measure = "speed_p90"
	SubmittedToSAL   Measure = "mql_to_sal"
	AcceptedToSQL    Measure = "sal_to_sql"
	QualifiedToWon   Measure = "sql_to_won"
	Velocity         Measure = "velocity"
	CostPerLead      Measure = "cost_per_lead"
	CostPerAccepted  Measure = "cost_per_accepted"
	CostPerQualified Measure = "cost_per_qualified"
	CostPerCustomer  Measure = "cost_per_customer"
	ReturnFirst      Measure = "return_first"
	ReturnLast       Measure = "return_last"
	ReturnLinear     Measure = "return_linear"
	Coverage         Measure = "coverage"
	CoverageWon      Measure = "coverage_weighted"
)

// OnEveryDashboard are the measures that every dashboard shows, with a goal or without.
var OnEveryDashboard = []Measure{
	LeadsHandedOver, AcceptedShare, DecidedOnTime, AmountInDays, WonInDays, QualifiedInDays,
}

// Tallied are the measures that are read from the daily counts, for both teams or one of them. Their forecasts need no
// learning of their own.
var Tallied = []Measure{
	LeadsHandedOver, AcceptedShare, DecidedOnTime, AmountInDays, WonInDays, QualifiedInDays, LeadsAccepted, LeadsQualified,
	LeadsWon, AmountWon,
}

// Measures are all measures, in the order in which pages show them.
var Measures = []Measure{
	LeadsHandedOver, AcceptedShare, DecidedOnTime, AmountInDays, WonInDays, QualifiedInDays, LeadsAccepted, LeadsQualified,
	LeadsWon, AmountWon,
	QualityShare, RejectedFor, NotContacted, RecycledShare, RecycledRevive,
	OwnerOnTime, ContactOnTime, DecideMedian, DecideSlow, ContactMedian, ContactSlow, SpeedMedian, SpeedSlow, RouteMedian,
	RouteSlow,
	SubmittedToSAL, AcceptedToSQL, QualifiedToWon, Velocity,
	CostPerLead, CostPerAccepted, CostPerQualified, CostPerCustomer, ReturnFirst, ReturnLast, ReturnLinear, Coverage,
	CoverageWon,
}

// definition is all there is to know of a measure.
type definition struct {
	words, formula, edge string
	group                Group
	unit                 Unit
	better               Direction
	adds, reason         bool
	side                 account.Side
	kinds                []Kind
	only                 string // what to choose instead of another kind
	needs                Needs
	of                   func(Counts) Reading
	nothing              string // why there is nothing to tell yet
}

// The kinds that measures can be asked of, and what to choose instead of others.
var (
	ofAll   = Kinds
	ofSales = []Kind{OfTeam, OfPerson, OfCampaign, OfSource, OfPersona}
	ofRoute = []Kind{OfTeam, OfCampaign, OfSource, OfPersona}
	ofSpend = []Kind{OfCampaign, OfSource}
)

const (
	onlyRoute = "Baton routes leads, not a person. Choose everybody, a team, a campaign, a source or a persona."
	onlySpend = "Money is spent on campaigns. Choose everybody, a campaign or a source."
)

// coverageEdge says which opportunities a goal for the amount won is compared with.
const coverageEdge = "It needs a goal for the amount won, for the same days and leads. " +
	"If that goal is by date won, all open opportunities count. " +
	"If it is by date handed over, only those of its leads count."

// few is below how many leads a change of their number says nothing.
const few = 20

// onceEach says how a lead counts that was handed over several times.
const onceEach = "Each lead counts once, by its latest handoff of the period."

// measures hold every definition. All but those of a day of closing are of what was submitted in the period, whatever
// day the verdict or outcome came. A lead counts once, by its latest handoff of the period; what counts handoffs says
// so.
var measures = map[Measure]definition{
	LeadsHandedOver: {
		words: "Leads handed over", group: Handover, unit: Leads, adds: true, side: account.Marketing, kinds: ofAll,
		formula: "Leads that marketing handed over to sales. A person's leads are those they submitted.",
		edge:    onceEach + " Leads that marketing took back are included and shown separately.",
		needs:   Needs{Counts: []Metric{Submitted}, Person: Submitter}, of: counted(Submitted),
	},
	LeadsAccepted: {
		words: "Leads accepted", group: Handover, unit: Leads, adds: true, side: account.Sales, kinds: ofAll,
		formula: "Leads handed over in the period that sales has accepted.",
		edge:    onceEach + " An overturned rejection counts as accepted.",
		needs:   Needs{Counts: []Metric{Accepted}}, of: counted(Accepted),
	},
	LeadsQualified: {
		words: "Leads qualified, by date handed over", group: Handover, unit: Leads, adds: true, side: account.Sales,
		kinds:   ofAll,
		formula: "Leads handed over in the period that have become an opportunity.", edge: onceEach,
		needs: Needs{Counts: []Metric{Qualified}}, of: counted(Qualified),
	},
	LeadsWon: {
		words: "Leads won, by date handed over", group: Handover, unit: Leads, adds: true, kinds: ofAll,
		formula: "Leads handed over in the period that have become customers.", edge: onceEach,
		needs: Needs{Counts: []Metric{Won}}, of: counted(Won),
	},
	AmountWon: {
		words: "Amount won, by date handed over", group: Handover, unit: Money, adds: true, kinds: ofAll,
		formula: "Amount won from the leads handed over in the period, whenever they were won.",
		edge:    "Each win counts, even if a lead was won twice.", needs: Needs{Money: MoneyWon},
		of: func(c Counts) Reading { return Reading{Value: float64(c.WonCents) / 100} },
	},
	QualifiedInDays: {
		words: "Leads qualified, by date qualified", group: Handover, unit: Leads, adds: true, side: account.Sales,
		kinds:   ofAll,
		formula: "Leads that became an opportunity in the period, whenever they were handed over.",
		edge:    "Each lead counts once.",
		needs:   Needs{Counts: []Metric{QualifiedOn}}, of: counted(QualifiedOn),
	},
	WonInDays: {
		words: "Leads won, by date won", group: Handover, unit: Leads, adds: true, kinds: ofAll,
		formula: "Leads that were won in the period, whenever they were handed over.", edge: "Each lead counts once.",
		needs: Needs{Counts: []Metric{WonOn}}, of: counted(WonOn),
	},
	AmountInDays: {
		words: "Amount won, by date won", group: Handover, unit: Money, adds: true, kinds: ofAll,
		formula: "Amount of the deals won in the period, whenever the leads were handed over.",
		edge:    "Each win counts, even if a lead was won twice.",
		needs:   Needs{Money: MoneyWonOn}, of: func(c Counts) Reading { return Reading{Value: float64(c.WonOnCents) / 100} },
	},

	AcceptedShare: {
		words: "Accepted by sales", group: Quality, unit: Percent, side: account.Sales, kinds: ofAll,
		nothing: "Nothing decided yet",
		formula: "Accepted / (accepted + rejected), of the leads handed over in the period.",
		edge:    onceEach + " Leads that wait or were taken back do not count. An overturned rejection counts as accepted.",
		needs:   Needs{Counts: []Metric{Accepted, Rejected}},
		of:      func(c Counts) Reading { return share(Acceptance(c.N[Accepted], c.N[Rejected])) },
	},
	QualityShare: {
		words: "Accepted by sales, quality only", group: Quality, unit: Percent, side: account.Marketing, kinds: ofAll,
		nothing: "Nothing decided on quality yet",
		formula: "Accepted / (accepted + rejected), without rejections that say nothing about quality.",
		edge:    onceEach + " Procedural reasons, such as the wrong territory, and spam are left out.",
		needs:   Needs{Counts: []Metric{Accepted, Telling}},
		of:      func(c Counts) Reading { return share(Acceptance(c.N[Accepted], c.N[Telling])) },
	},
	RejectedFor: {
		words: "Rejected for", group: Quality, unit: Percent, better: LessIsBetter, side: account.Marketing, kinds: ofAll,
		reason: true, nothing: "Nothing decided yet",
		formula: "Rejected for this reason / (accepted + rejected).", edge: onceEach + " Shown with its 95% interval.",
		needs: Needs{Counts: []Metric{Accepted, Rejected, ForReason}},
		of:    func(c Counts) Reading { return share(Share{c.N[ForReason], c.N[Accepted] + c.N[Rejected]}) },
	},
	NotContacted: {
		words: "Accepted, not contacted", group: Quality, unit: Percent, better: LessIsBetter, side: account.Sales,
		kinds: ofAll, nothing: "Nothing accepted yet",
		formula: "Accepted, not contacted and past the deadline / accepted.", edge: onceEach,
		needs: Needs{Counts: []Metric{Taken, Uncontacted}, Person: Owner},
		of:    func(c Counts) Reading { return share(Share{c.N[Uncontacted], c.N[Taken]}) },
	},
	RecycledShare: {
		words: "Handoffs recycled", group: Quality, unit: Percent, better: LessIsBetter, kinds: ofAll,
		nothing: "Nothing decided yet",
		formula: "Handoffs recycled / handoffs accepted or rejected.",
		edge:    "Handoffs are counted: a lead counts each time it was handed over.",
		needs:   Needs{Counts: []Metric{Answered, Recycled}},
		of:      func(c Counts) Reading { return share(Share{c.N[Recycled], c.N[Answered]}) },
	},
	RecycledRevive: {
		words: "Handoffs qualified after recycling", group: Quality, unit: Percent, kinds: ofAll,
		nothing: "Nothing recycled yet",
		formula: "Qualified in a later handoff / handoffs recycled.",
		edge:    "Handoffs are counted: a lead counts each time it was recycled.",
		needs:   Needs{Counts: []Metric{Recycled, Revived}},
		of:      func(c Counts) Reading { return share(Share{c.N[Revived], c.N[Recycled]}) },
	},

	DecidedOnTime: {
		words: "Handoffs answered on time", group: Promptly, unit: Percent, side: account.Sales, kinds: ofAll,
		nothing: "Nothing decided yet",
		formula: "Handoffs answered on time / (answered + overdue).",
		edge: "Handoffs are counted, because each has its own clock. " +
			"A handoff is late for the person who had it when time ran out.",
		needs: Needs{Counts: []Metric{InTime, Late, Overdue, OverdueA}, Person: Holder},
		of: func(c Counts) Reading {
			r := share(Kept(c.N[InTime], c.N[Late]))
			r.Late, r.Overdue, r.OverdueA = c.N[Late], c.N[Overdue], c.N[OverdueA]
			return r
		},
	},
	OwnerOnTime: {
		words: "Handoffs answered by their owner on time", group: Promptly, unit: Percent, side: account.Sales, kinds: ofAll,
		nothing: "No owner has answered or missed a deadline yet",
		formula: "Owners who answered on time / (those + owners who missed the deadline).",
		edge:    "Each owner has their own clock. A missed deadline stays with them when the lead moves on.",
		needs:   Needs{Counts: []Metric{OwnerInTime, OwnerLate}, Person: Holder, Clock: true},
		of: func(c Counts) Reading {
			r := share(Kept(c.N[OwnerInTime], c.N[OwnerLate]))
			r.Late = c.N[OwnerLate]
			return r
		},
	},
	ContactOnTime: {
		words: "Handoffs contacted on time", group: Promptly, unit: Percent, side: account.Sales, kinds: ofAll,
		nothing: "No first contact is due yet",
		formula: "Handoffs contacted on time / (contacted + accepted and past the deadline).",
		edge:    "Handoffs are counted, because each has its own clock.",
		needs:   Needs{Counts: []Metric{ContactInTime, ContactLate}, Person: Holder},
		of: func(c Counts) Reading {
			r := share(Kept(c.N[ContactInTime], c.N[ContactLate]))
			r.Late = c.N[ContactLate]
			return r
		},
	},
	RouteMedian:  quantile("Time to route, median", routeTimes, Needs{Span: ToRoute, Quantile: 0.5}),
	RouteSlow:    quantile("Time to route, 95th percentile", routeTimes, Needs{Span: ToRoute, Quantile: 0.95}),
	DecideMedian: quantile("Time to decide, median", decideTimes, Needs{Span: ToDecide, Quantile: 0.5, Person: Owner}),
	DecideSlow: quantile("Time to decide, 90th percentile", decideTimes,
		Needs{Span: ToDecide, Quantile: 0.9, Person: Owner}),
	ContactMedian: quantile("First response, median", contactTimes, Needs{Span: ToContact, Quantile: 0.5, Person: Owner}),
	ContactSlow: quantile("First response, 90th percentile", contactTimes,
		Needs{Span: ToContact, Quantile: 0.9, Person: Owner}),
	SpeedMedian: quantile("Speed to lead, median", speedTimes, Needs{Span: Speed, Quantile: 0.5}),
	SpeedSlow:   quantile("Speed to lead, 90th percentile", speedTimes, Needs{Span: Speed, Quantile: 0.9}),

	SubmittedToSAL: cohort("MQL to SAL in 30 days", "Accepted within 30 days / handed over and not taken back.",
		"Nothing handed over yet",
		Needs{Counts: []Metric{SubmittedOld, AcceptedSoon, SubmittedYoung}}),
	AcceptedToSQL: cohort("SAL to SQL in 60 days", "Qualified within 60 days of acceptance / accepted.",
		"Nothing accepted yet",
		Needs{Counts: []Metric{AcceptedOld, QualifiedSoon, AcceptedYoung}}),
	QualifiedToWon: cohort("SQL to won in 180 days", "Won within 180 days of qualification / qualified.",
		"Nothing qualified yet",
		Needs{Counts: []Metric{QualifiedOld, WonSoon, QualifiedYoung}}),
	Velocity: {
		words: "Lead velocity", group: Ahead, unit: Gain, kinds: ofAll, nothing: "Nothing accepted in the period before",
		formula: "(Accepted in the period − accepted in the period before) / accepted in the period before.",
		edge: "While the period runs, both are counted up to the same day. " +
			"It is not shown below 20 leads, or if the definition changed in between.",
		needs: Needs{Before: true}, of: velocity,
	},

	CostPerLead:      cost("Cost per lead", "captured", Captured, "Nothing captured yet"),
	CostPerAccepted:  cost("Cost per accepted lead", "accepted", Accepted, "Nothing accepted yet"),
	CostPerQualified: cost("Cost per qualified lead", "qualified", Qualified, "Nothing qualified yet"),
	CostPerCustomer:  cost("Cost per customer", "won", Won, "Nothing won yet"),
	ReturnFirst: campaignReturn("Campaign return, first touch", FirstTouch,
		"Each amount won belongs to the campaign of the first touch. Wins without a campaign are left out."),
	ReturnLast: campaignReturn("Campaign return, last touch", LastTouch,
		"Each amount won belongs to the campaign of the last touch before the handover. "+
			"Wins without a campaign are left out."),
	ReturnLinear: campaignReturn("Campaign return, shared", LinearTouch,
		"Each amount won is split equally among the campaigns of all touches before the handover. "+
			"The part of touches without a campaign is left out."),
	Coverage: {
		words: "Pipeline coverage", group: Worth, unit: Multiple, side: account.Sales, kinds: ofSales,
		nothing: "No goal for the amount won on these days",
		formula: "Value of open opportunities / amount still missing to the goal for the amount won.", edge: coverageEdge,
		needs: Needs{Money: MoneyOpen}, of: func(c Counts) Reading { return coverage(c, 1) },
	},
	CoverageWon: {
		words: "Pipeline coverage, weighted", group: Worth, unit: Multiple, side: account.Sales, kinds: ofSales,
		nothing: "No goal for the amount won on these days",
		formula: "Value of open opportunities × win rate / amount still missing to the goal for the amount won.",
		edge: coverageEdge + " The win rate is won / (won + lost) over the company's last 12 months. " +
			"It needs 20 closed deals.",
		needs: Needs{Money: MoneyOpen, WinRate: true}, of: func(c Counts) Reading { return weighted(c) },
	},
}
