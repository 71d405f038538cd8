package automated

// spanish are the default texts in Spanish.
var spanish = texts{
	Greeting:                {both: "Hola, {CustomerFirstName}, ¿en qué podemos ayudarte?\nPuedes irte y volver cuando quieras. Tu conversación te espera aquí."},
	Created:                 {both: "Gracias, hemos recibido tu mensaje. Alguien del equipo se encargará."},
	AssignmentFailure:       {both: "No hemos podido contactar con el equipo. Tu mensaje está guardado y volveremos a intentarlo."},
	Joined:                  {both: "{AgentDisplayName} se unió a la conversación"},
	Transferred:             {both: "Ahora hablas con {AgentDisplayName}"},
	ColleagueJoined:         {both: "{AgentDisplayName} se unió a la conversación"},
	ColleagueLeft:           {both: "{AgentDisplayName} dejó la conversación"},
	AgentAway:               {both: "{AgentDisplayName} no está en este momento; responderá la primera persona disponible del equipo."},
	AgentDisconnected:       {both: "{AgentDisplayName} ha perdido la conexión. Otra persona del equipo continuará; quédate aquí."},
	AgentAwayHeld:           {both: "{AgentDisplayName} no está en este momento y responderá a su regreso. Si tarda demasiado, responderá otra persona del equipo."},
	OutOfHours:              {both: "Ahora no estamos. Volvemos: {next_open}. Lo que escribas se queda aquí y respondemos al volver."},
	Holiday:                 {both: "Hoy no estamos ({reason}). Volvemos: {next_open}. Lo que escribas se queda aquí y respondemos al volver."},
	Closed:                  {both: "Ahora no estamos. Lo que escribas se queda aquí y respondemos al volver."},
	Ended:                   {both: "La conversación terminó"},
	AutoClosed:              {both: "La conversación se cerró tras {n} sin mensajes. Escribe de nuevo para iniciar otra.", live: "No había nadie disponible para responderte. Escribe de nuevo para iniciar otra conversación."},
	ForceClosed:             {both: "La conversación terminó"},
	QueuePosition:           {both: "Personas delante de ti: {ahead}"},
	QueueNext:               {both: "El siguiente turno es tuyo."},
	AverageWaitMinutes:      {both: "Espera habitual: alrededor de {minutes} min"},
	AverageWaitHours:        {both: "Espera habitual: alrededor de {hours} h"},
	AverageWaitHoursMinutes: {both: "Espera habitual: alrededor de {hours} h {minutes} min"},
}
