package automated

// japanese are the default texts in Japanese, which does not call customers by their first names.
var japanese = texts{
	Greeting:                {both: "こんにちは。どのようなご用件でしょうか。\nいつでも離れて、また戻ってこられます。会話はここに残っています。"},
	Created:                 {both: "メッセージを受け取りました。担当者が確認してお答えします。"},
	AssignmentFailure:       {both: "担当チームに連絡できませんでした。メッセージは保存されています。もう一度お取り次ぎします。"},
	Joined:                  {both: "{AgentDisplayName}が参加しました"},
	Transferred:             {both: "ここからは{AgentDisplayName}が対応します"},
	ColleagueJoined:         {both: "{AgentDisplayName}が参加しました"},
	ColleagueLeft:           {both: "{AgentDisplayName}が退出しました"},
	AgentAway:               {both: "{AgentDisplayName}はただいま不在です。手の空いた担当者がお答えします。"},
	AgentDisconnected:       {both: "{AgentDisplayName}の接続が切れました。別の担当者が続けますので、このままお待ちください。"},
	AgentAwayHeld:           {both: "{AgentDisplayName}はただいま不在です。戻り次第お答えします。時間がかかる場合は、ほかの担当者がお答えします。"},
	OutOfHours:              {both: "ただいま不在です。{next_open}に戻ります。お書きいただいた内容はここに残り、戻り次第お答えします。"},
	Holiday:                 {both: "本日は不在です（{reason}）。{next_open}に戻ります。お書きいただいた内容はここに残り、戻り次第お答えします。"},
	Closed:                  {both: "ただいま不在です。お書きいただいた内容はここに残り、戻り次第お答えします。"},
	Ended:                   {both: "会話が終了しました"},
	AutoClosed:              {both: "{n}メッセージがなかったため、会話を終了しました。もう一度お書きいただくと、新しい会話が始まります。", live: "お答えできる担当者がおりませんでした。もう一度お書きいただくと、新しい会話が始まります。"},
	ForceClosed:             {both: "会話が終了しました"},
	QueuePosition:           {both: "前にお待ちの方: {ahead}名"},
	QueueNext:               {both: "次にご案内します。"},
	AverageWaitMinutes:      {both: "通常の待ち時間: 約{minutes}分"},
	AverageWaitHours:        {both: "通常の待ち時間: 約{hours}時間"},
	AverageWaitHoursMinutes: {both: "通常の待ち時間: 約{hours}時間{minutes}分"},
}
