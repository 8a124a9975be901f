#pragma once

#include "server/http/httpresponse.h"

#include <deque>
#include <memory>

namespace Flowcast {

/// The answers of one connection in the order of their requests, whatever the order in which they become ready.
/// Used by one HttpConnection.
class AnswerQueue final
{
public:
    /// The place of one answer.
    struct Answer
    {
        HttpResponseForm form;
        QByteArray bytes;
        bool isReady = false;
    };

    /// Keeps the next place free for an answer that will be written in this form.
    std::shared_ptr<Answer> add(const HttpResponseForm &form);
    /// Puts "100 Continue" at the next place.
    void addContinue();
    /// Fills a place, once.
    static void set(Answer &answer, const HttpResponse &response);

    /// The bytes of all answers that are ready and have none before them that is not; forgets them.
    [[nodiscard]] QByteArray takeReady();
    [[nodiscard]] size_t size() const { return m_answers.size(); }
    [[nodiscard]] bool isEmpty() const { return m_answers.empty(); }

private:
    std::deque<std::shared_ptr<Answer>> m_answers;
};

} // namespace Flowcast
