#include "app/run/progressreader.h"

namespace Flowcast {

ProgressReader::ProgressReader(Handler handler)
    : m_handler(std::move(handler)), m_output(m_tracker.firstBytes(), [this](QByteArrayView line) { takeLine(line); }),
      m_errorOutput(m_tracker.firstBytes(), [this](QByteArrayView line) { takeLine(line); })
{
}

void ProgressReader::feed(Stream stream, QByteArrayView bytes)
{
    (stream == Output ? m_output : m_errorOutput).feed(bytes);
}

void ProgressReader::finish()
{
    m_output.finish();
    m_errorOutput.finish();
}

void ProgressReader::takeLine(QByteArrayView line)
{
    if (m_tracker.take(line))
        m_handler(m_tracker.progress());
}

} // namespace Flowcast
