"""The launcher. All of these start the dashboard:

    culling app [FOLDER]      python app.py      streamlit run app.py      uvicorn app:app

Streamlit must not run this file as the page script: beside pages/, a cold link such as /tune would then skip it.
"""

import streamlit as st

from culling.ui import places, server

server.apply_options()
app = st.App(places.MAIN, **server.PARTS)

if __name__ == "__main__":
    server.serve()
