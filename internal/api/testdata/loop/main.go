// Command loop takes one lead the whole way, by a client that was generated from the OpenAPI document.
package main

import (
	"context"
	"fmt"
	"log"
	"net/http"
	"os"
	"time"

	"loop/client"

	"github.com/oapi-codegen/runtime/types"
)

func main() {
	log.SetFlags(0)
	ctx := context.Background()
	marketing, sales := as("MARKETING_KEY"), as("SALES_KEY")

	made, err := marketing.AddLeadWithResponse(ctx, &client.AddLeadParams{IdempotencyKey: ptr("lead-1")}, newLead())
	fine(err, made.StatusCode(), http.StatusCreated, made.Body)
	id := made.JSON201.Lead.Id
	read, err := marketing.GetLeadWithResponse(ctx, id)
	fine(err, read.StatusCode(), http.StatusOK, read.Body)
	title := client.LeadChange{JobTitle: ptr("CFO")}
	tag := ptr(read.HTTPResponse.Header.Get("ETag"))
	changed, err := marketing.ChangeLeadWithResponse(ctx, id, &client.ChangeLeadParams{IfMatch: tag}, title)
	fine(err, changed.StatusCode(), http.StatusOK, changed.Body)
	stale, err := marketing.ChangeLeadWithResponse(ctx, id, &client.ChangeLeadParams{IfMatch: tag}, title)
	fine(err, stale.StatusCode(), http.StatusPreconditionFailed, stale.Body)

	sent, err := marketing.SubmitLeadWithResponse(ctx, id, nil, client.Submission{Note: ptr("Call before noon.")})
	fine(err, sent.StatusCode(), http.StatusCreated, sent.Body)
	waiting := client.ListHandoffsParamsStateWaiting
	queue, err := sales.ListHandoffsWithResponse(ctx, &client.ListHandoffsParams{State: &waiting})
	fine(err, queue.StatusCode(), http.StatusOK, queue.Body)
	if len(queue.JSON200.Handoffs) != 1 || queue.JSON200.Handoffs[0].Id != sent.JSON201.Handoff {
		log.Fatalf("the queue is %s", queue.Body)
	}
	accepted, err := sales.AcceptHandoffWithResponse(ctx, sent.JSON201.Handoff, nil, client.Nothing{})
	fine(err, accepted.StatusCode(), http.StatusOK, accepted.Body)
	tried, err := sales.LogAttemptWithResponse(ctx, id, nil, client.Attempt{Kind: client.Call, Outcome: client.Reached})
	fine(err, tried.StatusCode(), http.StatusOK, tried.Body)

	var opportunity client.Qualification
	opportunity.Value.Amount, opportunity.Value.Currency = "12000.50", "EUR"
	opportunity.ExpectedOn = types.Date{Time: time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC)}
	qualified, err := sales.QualifyLeadWithResponse(ctx, id, nil, opportunity)
	fine(err, qualified.StatusCode(), http.StatusOK, qualified.Body)
	var win client.Win
	win.Amount.Amount, win.Amount.Currency = "11000", "EUR"
	won, err := sales.WinLeadWithResponse(ctx, id, nil, win)
	fine(err, won.StatusCode(), http.StatusOK, won.Body)

	report, err := sales.GetReportWithResponse(ctx, "won_amount", nil)
	fine(err, report.StatusCode(), http.StatusOK, report.Body)
	fmt.Printf("%s: %s %.2f", won.JSON200.Stage, report.JSON200.Currency, *report.JSON200.Measures[0].Value)
}

// newLead is who comes in.
func newLead() client.NewLead {
	l := client.NewLead{FirstName: ptr("Ada"), LastName: ptr("Byron"), Email: ptr("ada@company.example"),
		Phone: ptr("+351912345678"), JobTitle: ptr("CEO"), Company: ptr("Company"), Industry: ptr("Toys"),
		Country: ptr("PT"), City: ptr("Porto"), Website: ptr("company.example"), Note: ptr("Wants a demo."),
		Consent: ptr(true), Custom: &map[string]any{"tier": "gold"}}
	l.CompanySize, l.Campaign = &client.NewLead_CompanySize{}, &client.NewLead_Campaign{}
	l.Source, l.Persona = &client.NewLead_Source{}, &client.NewLead_Persona{}
	for _, err := range []error{l.CompanySize.FromNewLeadCompanySize1("51-200"),
		l.Campaign.FromNewLeadCampaign0("Autumn webinar"), l.Source.FromNewLeadSource1(1),
		l.Persona.FromNewLeadPersona1(1)} {
		if err != nil {
			log.Fatal(err)
		}
	}
	return l
}

// as is a client with the key that an environment variable has.
func as(variable string) *client.ClientWithResponses {
	c, err := client.NewClientWithResponses(os.Getenv("BATON_URL"),
		client.WithRequestEditorFn(func(_ context.Context, r *http.Request) error {
			r.Header.Set("Authorization", "Bearer "+os.Getenv(variable))
			return nil
		}))
	if err != nil {
		log.Fatal(err)
	}
	return c
}

func ptr[T any](value T) *T { return &value }

// fine ends the program unless a call was answered as it should be.
func fine(err error, status, want int, body []byte) {
	if err != nil || status != want {
		log.Output(2, fmt.Sprintf("answered %d, want %d: %v: %s", status, want, err, body))
		os.Exit(1)
	}
}
