package server_test

// A line is what one route should answer.
type line struct {
	row    maker          // what its {id} names; nil where it has none
	path   string         // what is asked for, where the pattern does not say
	sends  []string       // the form; %d stands for the id of the row, %day and %later for days of its own
	ok     int            // to those who may
	but    map[string]int // to some of them
	part   bool           // answers a part of a page
	alone  bool           // asks with a session of its own, since it ends that
	shared bool           // the row belongs to no team: everybody of its roles may see it
}

// lines are the expectations, one for each route. What is not said here is the rule: nobody signed in 303 or 401, another role 403, a row
// of others 404.
var lines = map[string]line{
	"GET /":                     {ok: 303},
	"GET /start":                {ok: 200},
	"POST /start/dismissal":     {ok: 303},
	"DELETE /start/dismissal":   {ok: 303},
	"GET /sign-in":              {ok: 303, but: map[string]int{"": 200}},
	"POST /sign-in":             {ok: 422, sends: []string{"email", "nobody@baton.example", "password", "x"}},
	"POST /sign-out":            {ok: 303, alone: true},
	"GET /setup":                {ok: 303},
	"POST /setup":               {ok: 409},
	"GET /password/{token}":     {ok: 404, path: "/password/forged"},
	"POST /password/{token}":    {ok: 404, path: "/password/forged", sends: []string{"password", "0123456789"}},
	"GET /forgotten":            {ok: 200},
	"POST /forgotten":           {ok: 409},
	"GET /live":                 {ok: 200, part: true},
	"GET /rail":                 {ok: 200, part: true},
	"GET /help":                 {ok: 200},
	"GET /help/{page}":          {ok: 200, path: "/help/life"},
	"GET /healthz":              {ok: 200, part: true},
	"GET /readyz":               {ok: 200, part: true},
	"GET /assets/*":             {ok: 404, part: true, path: "/assets/none.js"},
	"GET /inbox":                {ok: 200},
	"POST /inbox/reading":       {ok: 303, sends: []string{"until", "1"}},
	"POST /inbox/{id}/reading":  {row: aNote, ok: 303, but: notRitas},
	"GET /me":                   {ok: 200},
	"POST /me/absence":          {ok: 303},
	"DELETE /me/absence":        {ok: 303},
	"POST /me/absences":         {ok: 422},
	"DELETE /me/absences/{id}":  {row: anAbsence, ok: 303, but: notRitas},
	"POST /me/email":            {ok: 422},
	"POST /me/password":         {ok: 422},
	"GET /me/reading":           {ok: 200},
	"POST /me/reading":          {ok: 303, sends: []string{"date_order", "day-month", "clock", "24"}},
	"GET /me/hours":             {ok: 200},
	"POST /me/hours":            {ok: 409},
	"GET /me/sessions":          {ok: 200},
	"DELETE /me/sessions":       {ok: 303, alone: true},
	"DELETE /me/sessions/{id}":  {row: aSession, ok: 303, but: notRitas},
	"GET /me/notifications":     {ok: 200},
	"POST /me/notifications":    {ok: 303, sends: []string{"kind", "reminder", "kind", "answer", "kind", "ruling"}},
	"GET /queue":                {ok: 200},
	"GET /queue/rows":           {ok: 200, part: true},
	"GET /mine":                 {ok: 200},
	"GET /leads":                {ok: 200},
	"GET /leads/new":            {ok: 200},
	"POST /leads/preview":       {ok: 200, part: true, sends: []string{"name", "Somebody"}},
	"POST /leads":               {ok: 422, sends: []string{"name", ""}},
	"GET /submissions":          {ok: 200},
	"GET /submissions/returned": {ok: 200},

	"GET /leads/{id}":           {row: waitingLead, ok: 200},
	"GET /leads/{id}/edit":      {row: returnedLead, ok: 200, but: map[string]int{walt: 403}},
	"POST /leads/{id}/handoffs": {row: returnedLead, ok: 303, but: map[string]int{walt: 403}, sends: []string{"note", "They grew."}},

	"POST /handoffs/{id}/claim":        {row: pooled, ok: 303, but: map[string]int{vera: 403}},
	"POST /handoffs/{id}/acceptance":   {row: waiting, ok: 303, but: map[string]int{vera: 403}},
	"DELETE /handoffs/{id}/acceptance": {row: accepted, ok: 303, but: map[string]int{vera: 409, walt: 409, alba: 409}},
	"POST /handoffs/{id}/rejection":    {row: waiting, ok: 303, but: map[string]int{vera: 403}, sends: []string{"reason", "wrong_size"}},
	"DELETE /handoffs/{id}/rejection":  {row: rejected, ok: 303, but: map[string]int{vera: 409, walt: 409, alba: 409}},
	"POST /handoffs/{id}/grade":        {row: waiting, ok: 303, but: map[string]int{vera: 403}, sends: []string{"grade", "B", "words", "They rent."}},
	"POST /handoffs/{id}/question":     {row: waiting, ok: 303, but: map[string]int{vera: 403}, sends: []string{"question", "Since when?"}},
	"POST /handoffs/{id}/answer":       {row: asked, ok: 303, but: map[string]int{walt: 403}, sends: []string{"answer", "Since May."}},
	"POST /handoffs/{id}/recall":       {row: waiting, ok: 303, but: map[string]int{walt: 403}},

	"POST /leads/{id}/contact":            {row: waitingLead, ok: 303, but: map[string]int{vera: 403}, sends: []string{"name", "Inés Ortega", "email", "ines-%d@haulage.example"}},
	"POST /leads/{id}/attempts":           {row: acceptedLead, ok: 303, but: map[string]int{vera: 403}, sends: []string{"kind", "call", "outcome", "reached"}},
	"POST /leads/{id}/qualification":      {row: contactedLead, ok: 303, but: map[string]int{vera: 403}, sends: []string{"amount", "1,200", "expected_on", tomorrow()}},
	"POST /leads/{id}/disqualification":   {row: contactedLead, ok: 303, but: map[string]int{vera: 403}, sends: []string{"reason", "no_need"}},
	"POST /leads/{id}/win":                {row: qualifiedLead, ok: 303, but: map[string]int{vera: 403}, sends: []string{"amount", "1,200"}},
	"POST /leads/{id}/loss":               {row: qualifiedLead, ok: 303, but: map[string]int{vera: 403}, sends: []string{"reason", "no_budget"}},
	"DELETE /leads/{id}/qualification":    {row: qualifiedLead, ok: 303, but: othersWork},
	"DELETE /leads/{id}/disqualification": {row: goneLead, ok: 303, but: othersWork},
	"DELETE /leads/{id}/win":              {row: wonLead, ok: 303, but: othersWork},
	"DELETE /leads/{id}/loss":             {row: lostLead, ok: 303, but: othersWork},
	"POST /leads/{id}/recycling":          {row: contactedLead, ok: 303, but: map[string]int{lena: 403, vera: 403}, sends: []string{"back_on", tomorrow()}},
	"DELETE /leads/{id}/recycling":        {row: restingLead, ok: 303, but: othersWork},
	"POST /leads/{id}/closing":            {row: returnedLead, ok: 303, but: map[string]int{walt: 403}},
	"POST /leads/{id}/reopening":          {row: lostLead, ok: 303},
	"POST /handoffs/reassignment":         {ok: 422},
	"POST /handoffs/{id}/dispute":         {row: rejected, ok: 303, but: map[string]int{walt: 403}, sends: []string{"words", "They are 220."}},
	"POST /handoffs/{id}/ruling":          {row: disputed, ok: 303, shared: true, but: map[string]int{vera: 403, walt: 403}, sends: []string{"ruling", "upheld", "words", "They are nine."}},

	"POST /handoffs/{id}/snooze":   {row: waiting, ok: 303, but: map[string]int{vera: 403}, sends: []string{"until", tomorrow()}},
	"DELETE /handoffs/{id}/snooze": {row: waitingForADate, ok: 303, but: map[string]int{vera: 403}},
	"GET /dashboard/uncontacted":   {ok: 200},

	"GET /dashboard": {ok: 200},
	"GET /goals":     {ok: 200},

	"GET /agreement":                    {ok: 200},
	"GET /agreement/versions":           {ok: 200},
	"GET /agreement/versions/{id}":      {row: firstVersion, ok: 200, shared: true},
	"GET /agreement/draft":              {ok: 200},
	"POST /agreement/draft":             {ok: 422, sends: []string{"answer", "0"}},
	"DELETE /agreement/draft":           {ok: 409},
	"POST /agreement/draft/answers":     {ok: 409, sends: []string{"words", "No."}},
	"POST /agreement/draft/signature":   {ok: 409, sends: []string{"side", "sales", "version", "9"}},
	"DELETE /agreement/draft/signature": {ok: 409},

	"GET /agreement/suggestions":                    {ok: 200},
	"POST /agreement/draft/suggestions":             {ok: 409, sends: []string{"suggestion", "0123456789abcdef"}},
	"POST /agreement/suggestions/dismissals":        {ok: 409, sends: []string{"suggestion", "0123456789abcdef"}},
	"DELETE /agreement/suggestions/dismissals/{id}": {row: aDismissal, shared: true, ok: 303},

	"GET /goals/plan":    {ok: 200},
	"POST /goals/plan":   {ok: 422},
	"POST /goals":        {ok: 422},
	"POST /goals/{id}":   {row: aGoal, shared: true, ok: 303, sends: []string{"version", "1", "metric", "accepted", "period", "own", "starts_on", "%day", "ends_on", "%later", "target", "12"}},
	"DELETE /goals/{id}": {row: aGoal, shared: true, ok: 303},

	"DELETE /goals/{id}/retirement": {row: retired(aGoal, "goals"), shared: true, ok: 303},
	"POST /goals/{id}/explanation":  {row: aGoneGoal, shared: true, ok: 303, but: map[string]int{lena: 403, otto: 403, rita: 403, sami: 403, uma: 403}, sends: []string{"words", "The fair was cancelled."}},

	"GET /campaigns":                       {ok: 200},
	"POST /campaigns":                      {ok: 422},
	"POST /campaigns/{id}":                 {row: aCampaign, shared: true, ok: 303, sends: append([]string{"source", "1"}, named...)},
	"POST /campaigns/{id}/retirement":      {row: aCampaign, shared: true, ok: 303, sends: current},
	"DELETE /campaigns/{id}/retirement":    {row: retired(aCampaign, "campaigns"), shared: true, ok: 303, sends: current},
	"POST /campaigns/{id}/spend":           {row: aCampaign, shared: true, ok: 303, sends: []string{"version", "1", "starts_on", "2026-01-01", "ends_on", "2026-01-31", "amount", "1,000"}},
	"DELETE /campaigns/{id}/spend/{spend}": {row: aCampaign, shared: true, ok: 303, sends: current},

	"GET /imports":           {ok: 200},
	"POST /imports":          {ok: 422},
	"GET /imports/{id}":      {row: anImport, ok: 200, but: map[string]int{walt: 404}},
	"POST /imports/{id}/run": {row: anImport, ok: 303, but: map[string]int{walt: 404}, sends: []string{"columns", "2", "column_1", "name", "column_2", "email"}},

	"GET /personas":                    {ok: 200},
	"POST /personas":                   {ok: 422},
	"POST /personas/{id}":              {row: aPersona, shared: true, ok: 303, sends: named},
	"POST /personas/{id}/retirement":   {row: aPersona, shared: true, ok: 303, sends: current},
	"DELETE /personas/{id}/retirement": {row: retired(aPersona, "personas"), shared: true, ok: 303, sends: current},
	"GET /personas/{id}":               {row: aPersona, shared: true, ok: 200},
	"POST /personas/{id}/notes":        {row: aPersona, shared: true, ok: 303, sends: []string{"words", "They ask for the price first."}},

	"POST /field-notes/{id}":       {row: aFieldNote, shared: true, ok: 303, but: map[string]int{vera: 403, walt: 403, alba: 403}, sends: append([]string{"words", "They ask for the price last."}, current...)},
	"DELETE /field-notes/{id}":     {row: aFieldNote, shared: true, ok: 303, sends: current},
	"POST /field-notes/{id}/pin":   {row: aFieldNote, shared: true, ok: 303, sends: current},
	"DELETE /field-notes/{id}/pin": {row: aPinnedNote, shared: true, ok: 303, sends: current},

	"GET /reasons":                    {ok: 200},
	"POST /reasons":                   {ok: 422},
	"POST /reasons/{id}":              {row: aReason, shared: true, ok: 303, sends: append([]string{"list", "reject", "class", "clerical", "code", "changed_%d", "words", "Fax only %d", "next_step", "return", "quality", "data"}, current...)},
	"POST /reasons/{id}/retirement":   {row: aReason, shared: true, ok: 303, sends: current},
	"DELETE /reasons/{id}/retirement": {row: retired(aReason, "reasons"), shared: true, ok: 303, sends: current},
	"POST /reasons/{id}/position":     {row: aReason, shared: true, ok: 303, sends: append([]string{"move", "up"}, current...)},

	"GET /assignment":           {ok: 200},
	"GET /assignment/log":       {ok: 200},
	"GET /assignment/trial":     {ok: 200},
	"GET /assignment/leaving":   {ok: 200},
	"POST /assignment/leaving":  {ok: 422},
	"POST /assignment/shares":   {ok: 303},
	"POST /assignment/fallback": {ok: 303, sends: []string{"rest", "0"}},
	"DELETE /assignment/draft":  {ok: 303},

	"POST /assignment/draft/publication": {ok: 409, sends: []string{"version", "0"}},
	"POST /assignment/draft/renewal":     {ok: 409},
	"POST /handoffs/{id}/credit":         {row: dud, ok: 303, but: map[string]int{vera: 403}},

	"GET /scoring/model":                            {ok: 200},
	"POST /scoring/model/window":                    {ok: 303, sends: []string{"days", "180"}},
	"POST /scoring/model/versions/{id}/publication": {row: aModel, shared: true, ok: 409, sends: []string{"version", "0"}},

	"GET /scoring":                            {ok: 200},
	"POST /scoring":                           {ok: 422, sends: []string{"began", "1"}},
	"POST /scoring/levels":                    {ok: 422, sends: []string{"began", "1"}},
	"POST /scoring/engagement":                {ok: 422, sends: []string{"began", "1"}},
	"POST /scoring/groups":                    {ok: 422, sends: []string{"began", "1"}},
	"POST /scoring/groups/{id}":               {row: aFitRule, shared: true, ok: 303, sends: []string{"version", "0", "began", "1", "words", "Wrote", "kind_reply", "1", "points", "25", "cap", "50", "half_life", "7"}},
	"DELETE /scoring/groups/{id}":             {row: aFitRule, shared: true, ok: 303, sends: []string{"version", "0", "began", "1"}},
	"DELETE /scoring/draft":                   {ok: 303},
	"POST /scoring/draft/publication":         {ok: 409},
	"POST /scoring/draft/renewal":             {ok: 409},
	"POST /scoring/versions/{id}/publication": {row: aFitRule, shared: true, ok: 409, sends: []string{"version", "1"}},
	"POST /scoring/{id}":                      {row: aFitRule, shared: true, ok: 303, sends: []string{"version", "0", "began", "1", "words", "Decides", "points", "25", "when.0.field", "phone", "when.0.op", "is_given"}},
	"DELETE /scoring/{id}":                    {row: aFitRule, shared: true, ok: 303, sends: []string{"version", "0", "began", "1"}},

	"POST /assignment":               {ok: 422},
	"POST /assignment/{id}":          {row: aRule, shared: true, ok: 303, sends: append([]string{"team", "4", "when.0.field", "country", "when.0.op", "is", "when.0.value", "France"}, named...)},
	"DELETE /assignment/{id}":        {row: aRule, shared: true, ok: 303, sends: current},
	"POST /assignment/{id}/position": {row: aRule, shared: true, ok: 303, sends: append([]string{"move", "up"}, current...)},

	"GET /people":                            {ok: 200},
	"POST /people":                           {ok: 422},
	"POST /people/{id}":                      {row: aPerson, shared: true, ok: 303, sends: append([]string{"email", "cato-%d@baton.example", "role", "rep", "team", "4", "capacity", "12"}, named...)},
	"POST /people/{id}/deactivation":         {row: aPerson, shared: true, ok: 303, sends: current},
	"DELETE /people/{id}/deactivation":       {row: disabled, shared: true, ok: 303, sends: current},
	"POST /people/{id}/link":                 {row: aPerson, shared: true, ok: 303},
	"DELETE /people/{id}/sessions":           {row: aPerson, shared: true, ok: 303},
	"POST /people/{id}/absence":              {row: aPerson, shared: true, ok: 303},
	"DELETE /people/{id}/absence":            {row: awayPerson, shared: true, ok: 303},
	"POST /people/{id}/hours":                {row: aPerson, shared: true, ok: 303, sends: append([]string{"hours_1_from", "08:00", "hours_1_to", "12:00", "country", "FR"}, current...)},
	"POST /people/{id}/absences":             {row: aPerson, shared: true, ok: 303, sends: []string{"from", tomorrow(), "to", tomorrow()}},
	"DELETE /people/{id}/absences/{absence}": {row: plannedAbsence, shared: true, ok: 303},

	"GET /settings/keys":                  {ok: 200},
	"POST /settings/keys":                 {ok: 422},
	"POST /settings/keys/{id}/revocation": {row: aKey, shared: true, ok: 303},
	"GET /api/docs":                       {ok: 200},

	"GET /settings":  {ok: 200},
	"POST /settings": {ok: 422},

	"GET /teams":                    {ok: 200},
	"POST /teams":                   {ok: 422},
	"POST /teams/{id}":              {row: aTeam, shared: true, ok: 303, sends: append([]string{"side", "sales", "zone", "Europe/Berlin"}, named...)},
	"POST /teams/{id}/retirement":   {row: aTeam, shared: true, ok: 303, sends: current},
	"DELETE /teams/{id}/retirement": {row: retired(aTeam, "teams"), shared: true, ok: 303, sends: current},
	"POST /teams/{id}/days":         {row: aTeam, shared: true, ok: 303, sends: []string{"day", tomorrow()}},
	"DELETE /teams/{id}/days/{day}": {row: plannedDay, shared: true, ok: 303},
}

// notRitas is what others than Rita are told of what is hers alone.
var notRitas = map[string]int{lena: 404, vera: 404, walt: 404, alba: 404}

// othersWork is what those are answered who take back what somebody else has done.
var othersWork = map[string]int{vera: 409, walt: 409, alba: 409}

// current is the version of a row that nobody has changed yet.
var current = []string{"version", "1"}

// named is a form that gives such a row another name.
var named = []string{"version", "1", "name", "Another name %d"}
