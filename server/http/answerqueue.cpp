#include "server/http/answerqueue.h"

namespace Flowcast {

std::shared_ptr<AnswerQueue::Answer> AnswerQueue::add(const HttpResponseForm &form)
{
    auto answer = std::make_shared<Answer>();
    answer->form = form;
    m_answers.push_back(answer);
    return answer;
}

void AnswerQueue::addContinue()
{
    const auto answer = add({});
    answer->bytes = "HTTP/1.1 100 Continue\r\n\r\n";
    answer->isReady = true;
}

void AnswerQueue::set(Answer &answer, const HttpResponse &response)
{
    Q_ASSERT(!answer.isReady);
    answer.bytes = toBytes(response, answer.form);
    answer.isReady = true;
}

QByteArray AnswerQueue::takeReady()
{
    QByteArray bytes;
    while (!m_answers.empty() && m_answers.front()->isReady) {
        bytes += m_answers.front()->bytes;
        m_answers.pop_front();
    }
    return bytes;
}

} // namespace Flowcast
