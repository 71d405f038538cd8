package automated

// german are the default texts in German.
var german = texts{
	Greeting:                {both: "Hallo {CustomerFirstName}, wie können wir Ihnen helfen?\nSie können jederzeit gehen und wiederkommen. Ihre Unterhaltung wartet hier auf Sie."},
	Created:                 {both: "Danke, Ihre Nachricht ist da. Jemand aus dem Team kümmert sich darum."},
	AssignmentFailure:       {both: "Wir konnten das Team nicht erreichen. Ihre Nachricht ist gespeichert, und wir versuchen es weiter."},
	Joined:                  {both: "{AgentDisplayName} ist jetzt dabei"},
	Transferred:             {both: "Sie sprechen jetzt mit {AgentDisplayName}"},
	ColleagueJoined:         {both: "{AgentDisplayName} ist jetzt dabei"},
	ColleagueLeft:           {both: "{AgentDisplayName} ist nicht mehr dabei"},
	AgentAway:               {both: "{AgentDisplayName} ist gerade nicht da. Wer im Team als Nächstes frei ist, antwortet Ihnen."},
	AgentDisconnected:       {both: "{AgentDisplayName} hat die Verbindung verloren. Jemand aus dem Team macht weiter; bleiben Sie hier."},
	AgentAwayHeld:           {both: "{AgentDisplayName} ist gerade nicht da und antwortet Ihnen nach der Rückkehr. Dauert das zu lange, antwortet jemand anders aus dem Team."},
	OutOfHours:              {both: "Wir sind gerade nicht da. Wieder da: {next_open}. Was Sie schreiben, bleibt hier, und wir antworten, sobald wir zurück sind."},
	Holiday:                 {both: "Wir sind heute nicht da ({reason}). Wieder da: {next_open}. Was Sie schreiben, bleibt hier, und wir antworten, sobald wir zurück sind."},
	Closed:                  {both: "Wir sind gerade nicht da. Was Sie schreiben, bleibt hier, und wir antworten, sobald wir zurück sind."},
	Ended:                   {both: "Die Unterhaltung ist beendet"},
	AutoClosed:              {both: "Geschlossen: {n} ohne Nachricht. Schreiben Sie wieder, um eine neue Unterhaltung zu beginnen.", live: "Es war niemand frei, um Ihnen zu antworten. Schreiben Sie wieder, um eine neue Unterhaltung zu beginnen."},
	ForceClosed:             {both: "Die Unterhaltung ist beendet"},
	QueuePosition:           {both: "Personen vor Ihnen: {ahead}"},
	QueueNext:               {both: "Sie sind als Nächstes dran."},
	AverageWaitMinutes:      {both: "Übliche Wartezeit: etwa {minutes} Min."},
	AverageWaitHours:        {both: "Übliche Wartezeit: etwa {hours} Std."},
	AverageWaitHoursMinutes: {both: "Übliche Wartezeit: etwa {hours} Std. {minutes} Min."},
}
