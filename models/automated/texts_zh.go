package automated

// chinese are the default texts in Chinese in simplified characters, which does not call customers by their first names.
var chinese = texts{
	Greeting:                {both: "您好，有什么可以帮您？\n您可以随时离开，随时回来。对话会一直保留在这里。"},
	Created:                 {both: "谢谢，我们已收到您的消息。客服人员会跟进处理。"},
	AssignmentFailure:       {both: "暂时无法联系到客服团队。您的消息已保存，我们会再次尝试。"},
	Joined:                  {both: "{AgentDisplayName} 已加入对话"},
	Transferred:             {both: "现在由 {AgentDisplayName} 为您服务"},
	ColleagueJoined:         {both: "{AgentDisplayName} 已加入对话"},
	ColleagueLeft:           {both: "{AgentDisplayName} 已离开对话"},
	AgentAway:               {both: "{AgentDisplayName} 目前不在，其他客服人员会回复您。"},
	AgentDisconnected:       {both: "{AgentDisplayName} 的连接已中断。其他同事会继续为您服务，请留在此处。"},
	AgentAwayHeld:           {both: "{AgentDisplayName} 目前不在，回来后会回复您。如果等待时间过长，其他客服人员会回复您。"},
	OutOfHours:              {both: "我们目前不在，{next_open} 恢复服务。您写的内容会保留在这里，我们回来后会回复。"},
	Holiday:                 {both: "我们今天不在（{reason}），{next_open} 恢复服务。您写的内容会保留在这里，我们回来后会回复。"},
	Closed:                  {both: "我们目前不在。您写的内容会保留在这里，我们回来后会回复。"},
	Ended:                   {both: "对话已结束"},
	AutoClosed:              {both: "由于 {n}没有消息，对话已关闭。再次留言即可开始新对话。", live: "当时没有空闲的客服人员。再次留言即可开始新对话。"},
	ForceClosed:             {both: "对话已结束"},
	QueuePosition:           {both: "前面还有 {ahead} 人"},
	QueueNext:               {both: "下一位就是您。"},
	AverageWaitMinutes:      {both: "通常等待时间：约 {minutes} 分钟"},
	AverageWaitHours:        {both: "通常等待时间：约 {hours} 小时"},
	AverageWaitHoursMinutes: {both: "通常等待时间：约 {hours} 小时 {minutes} 分钟"},
}
